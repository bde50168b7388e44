/**
 * For sources whose clients send again what they were not told of: {@link
 * dev.potoroo.acked.AckedMessages} has each message take effect once.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.acked;

import org.jspecify.annotations.NullMarked;
