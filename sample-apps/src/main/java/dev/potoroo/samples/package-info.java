/** Applications a user could have written. */
@NullMarked
package dev.potoroo.samples;

import org.jspecify.annotations.NullMarked;
