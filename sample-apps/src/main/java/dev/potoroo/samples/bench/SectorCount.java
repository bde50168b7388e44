package dev.potoroo.samples.bench;

import dev.potoroo.Codec;
import java.nio.ByteBuffer;

/**
 * How many new highs a sector has had.
 *
 * @param ts that of the trade that made the last one
 */
record SectorCount(int sector, long count, long ts) {
  static final byte KIND = 2;
  static final Codec<SectorCount> CODEC =
      Codec.of(bytes -> decode(ByteBuffer.wrap(bytes, 1, bytes.length - 1)), SectorCount::encode);

  private byte[] encode() {
    return ByteBuffer.allocate(1 + Integer.BYTES + 2 * Long.BYTES)
        .put(KIND)
        .putInt(sector)
        .putLong(count)
        .putLong(ts)
        .array();
  }

  static SectorCount decode(ByteBuffer from) {
    return new SectorCount(from.getInt(), from.getLong(), from.getLong());
  }
}
