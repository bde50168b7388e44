/**
 * How records are told apart in a stream of bytes: {@link dev.potoroo.connector.framing.Framing},
 * {@link dev.potoroo.connector.framing.FrameDecoder} for reading, {@link
 * dev.potoroo.connector.framing.FrameBuffer} for writing.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.connector.framing;

import org.jspecify.annotations.NullMarked;
