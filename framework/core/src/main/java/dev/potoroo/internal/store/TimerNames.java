package dev.potoroo.internal.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.potoroo.store.KeyTimer;
import dev.potoroo.store.StoredKey;
import dev.potoroo.store.StoredTimer;
import dev.potoroo.store.TimeDomain;
import java.nio.ByteBuffer;

/**
 * Names of entries that list timers in the order in which they are due: a byte 1, with which no
 * step's name begins, step, a zero, domain, time (8 bytes whose unsigned order is that of time),
 * name, a zero, key. Their values are empty.
 */
final class TimerNames {
  private static final byte FIRST = 1;

  private TimerNames() {}

  /** What the names of all timers of a step by one time begin with; the last byte is not 0xFF. */
  static byte[] prefix(String step, TimeDomain domain) {
    byte[] name = step.getBytes(US_ASCII);
    return ByteBuffer.allocate(name.length + 3)
        .put(FIRST)
        .put(name)
        .put((byte) 0)
        .put((byte) domain.code())
        .array();
  }

  static byte[] of(String step, String key, StoredTimer timer) {
    return of(step, timer.domain(), new KeyTimer(timer.at(), timer.name(), key));
  }

  static byte[] of(String step, TimeDomain domain, KeyTimer timer) {
    byte[] prefix = prefix(step, domain);
    byte[] name = timer.name().getBytes(US_ASCII);
    byte[] all =
        new byte[prefix.length + Long.BYTES + name.length + 1 + StoredKey.size(timer.key())];
    ByteBuffer.wrap(all).put(prefix).putLong(timer.at() ^ Long.MIN_VALUE).put(name).put((byte) 0);
    StoredKey.put(timer.key(), all, prefix.length + Long.BYTES + name.length + 1);
    return all;
  }

  /** The timer whose entry has that name; {@code prefix} bytes were the {@link #prefix}. */
  static KeyTimer timer(byte[] entry, int prefix) {
    long at = ByteBuffer.wrap(entry).getLong(prefix) ^ Long.MIN_VALUE;
    int nameAt = prefix + Long.BYTES;
    int nameEnd = nameAt;
    while (entry[nameEnd] != 0) {
      nameEnd++;
    }
    String name = new String(entry, nameAt, nameEnd - nameAt, US_ASCII);
    return new KeyTimer(at, name, StoredKey.decode(entry, nameEnd + 1, entry.length));
  }
}
