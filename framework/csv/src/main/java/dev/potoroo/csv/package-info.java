/** Records as lines of values between commas: {@link dev.potoroo.csv.Csv}. */
@NullMarked
package dev.potoroo.csv;

import org.jspecify.annotations.NullMarked;
