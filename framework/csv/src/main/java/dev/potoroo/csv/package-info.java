/**
 * Records as lines of values between commas: {@link dev.potoroo.csv.Csv}.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.csv;

import org.jspecify.annotations.NullMarked;
