package dev.potoroo.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The form in which every store keeps a state object.
 *
 * <pre>
 * byte     1, the version of this format
 * varint   round
 * varint   version
 * varint   last touched: seconds since 1970, zigzag
 * 4 bytes  last touched: nanoseconds of the second, little-endian
 * byte     0: what follows up to the checksum is the state. Other values are for sections that
 *          stand before it: tag, varint length, bytes. 1: its timers, if it has any
 * bytes    state
 * 4 bytes  CRC32C of step, a zero byte, key and all of the above, little-endian
 * </pre>
 *
 * A varint has seven bits a byte, the lowest first, the highest bit set if more follow; step and
 * key are encoded by {@link StoredKey}. Whatever the version, the checksum stands at the end:
 * damage is told from a newer format.
 */
public final class StoredRecord {
  private static final byte FORMAT = 1;
  private static final byte STATE = 0;
  private static final byte TIMERS = 1;
  private static final int NANOS_SIZE = 4;
  private static final int CRC_SIZE = 4;

  private StoredRecord() {}

  /**
   * The record of an object that was changed.
   *
   * @param change with a state
   * @param round the round that changed it
   */
  public static byte[] encode(StateChange change, long round) {
    byte[] name = new byte[nameSize(change.step(), change.key())];
    putName(change.step(), change.key(), name, 0);
    byte[] record = new byte[size(change, round)];
    CRC32C crc = new CRC32C();
    crc.update(name, 0, name.length);
    put(change, round, crc, record, 0);
    return record;
  }

  /** How many bytes {@link #putName} puts. */
  public static int nameSize(String step, String key) {
    return StoredKey.size(step) + 1 + StoredKey.size(key);
  }

  /**
   * Puts what names an object, and is part of its record's checksum: step, a zero byte, key. For
   * stores that keep it in this form.
   *
   * @return where it ends
   */
  public static int putName(String step, String key, byte[] into, int at) {
    int end = StoredKey.put(step, into, at);
    into[end] = 0;
    return StoredKey.put(key, into, end + 1);
  }

  /** How many bytes the record of a change with a state has. */
  public static int size(StateChange change, long round) {
    return 2
        + Varint.size(round)
        + Varint.size(change.version())
        + Varint.size(Varint.zigzag(change.lastTouched().getEpochSecond()))
        + NANOS_SIZE
        + timersSize(change.timers())
        + state(change).length
        + CRC_SIZE;
  }

  private static int timersSize(List<StoredTimer> timers) {
    if (timers.isEmpty()) {
      return 0;
    }
    int size = TimerSection.size(timers);
    return 1 + Varint.size(size) + size;
  }

  /**
   * Puts the record of an object that was changed at {@code at}: {@link #encode} without making an
   * array.
   *
   * @param crc has been updated with the {@linkplain #putName name}
   * @return where the record ends
   */
  public static int put(StateChange change, long round, CRC32C crc, byte[] into, int at) {
    byte[] state = state(change);
    Instant touched = change.lastTouched();
    int next = at;
    into[next++] = FORMAT;
    next = Varint.put(round, into, next);
    next = Varint.put(change.version(), into, next);
    next = Varint.put(Varint.zigzag(touched.getEpochSecond()), into, next);
    next = Varint.putFixed(touched.getNano(), into, next);
    if (!change.timers().isEmpty()) {
      into[next++] = TIMERS;
      next = Varint.put(TimerSection.size(change.timers()), into, next);
      next = TimerSection.put(change.timers(), into, next);
    }
    into[next++] = STATE;
    System.arraycopy(state, 0, into, next, state.length);
    next += state.length;
    crc.update(into, at, next - at);
    return Varint.putFixed((int) crc.getValue(), into, next);
  }

  private static byte[] state(StateChange change) {
    byte[] state = change.state();
    if (state == null) {
      throw new IllegalArgumentException("a removed object has no record");
    }
    return state;
  }

  /**
   * Reads a record.
   *
   * @throws StoreException {@link StoreException.Kind#CORRUPT} if it is not what was stored for
   *     this object, {@link StoreException.Kind#REFUSED} if a newer version of Potoroo wrote it
   */
  public static StoredState decode(String step, String key, byte[] stored) throws StoreException {
    int end = stored.length - CRC_SIZE;
    if (end < 0 || Varint.fixed(stored, end) != crc(step, key, stored, end)) {
      throw damaged(step, key, null);
    }
    try {
      return decodeChecked(step, key, stored, end);
    } catch (IndexOutOfBoundsException | DateTimeException e) {
      throw damaged(step, key, e);
    }
  }

  private static int crc(String step, String key, byte[] stored, int end) {
    byte[] name = new byte[nameSize(step, key)];
    putName(step, key, name, 0);
    CRC32C crc = new CRC32C();
    crc.update(name, 0, name.length);
    crc.update(stored, 0, end);
    return (int) crc.getValue();
  }

  private static StoredState decodeChecked(String step, String key, byte[] stored, int end)
      throws StoreException {
    if (stored[0] != FORMAT) {
      throw newer(step, key);
    }
    Varint.Reader in = new Varint.Reader(stored, 1);
    long round = in.next();
    long version = in.next();
    long seconds = Varint.unzigzag(in.next());
    Instant lastTouched = Instant.ofEpochSecond(seconds, in.nextFixed());
    byte tag = in.nextByte();
    List<StoredTimer> timers = List.of();
    if (tag == TIMERS) {
      int size = Math.toIntExact(in.next());
      timers = TimerSection.read(stored, in, in.position() + size);
      tag = in.nextByte();
    }
    if (tag != STATE) {
      throw newer(step, key);
    }
    return new StoredState(
        round, version, lastTouched, Arrays.copyOfRange(stored, in.position(), end), timers);
  }

  private static StoreException damaged(String step, String key, @Nullable Exception cause) {
    return new StoreException(
        StoreException.Kind.CORRUPT,
        object(step, key)
            + " is damaged in the store: it is not what was written there. Restore the store from"
            + " a backup, or begin anew with an empty one.",
        cause);
  }

  private static StoreException newer(String step, String key) {
    return new StoreException(
        StoreException.Kind.REFUSED,
        object(step, key)
            + " was stored by a newer version of Potoroo. Run that version, or a later one.",
        null);
  }

  private static String object(String step, String key) {
    String shown = key.length() > 100 ? key.substring(0, 100) + "..." : key;
    return "State object [" + shown + "] of step [" + step + "]";
  }
}
