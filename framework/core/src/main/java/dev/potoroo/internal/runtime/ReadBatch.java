package dev.potoroo.internal.runtime;

import dev.potoroo.connector.RawRecord;
import dev.potoroo.connector.RecordBatch;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a reader has read, in order: raw records, as bytes or as the connector has them, decoded
 * ones and rejected ones. Reused; for one thread.
 */
final class ReadBatch implements RecordBatch {
  static final byte[] NO_BYTES = {};
  private static final int MAX_BYTES = 8 << 20;

  private static final int FIRST_ROOM = 256;

  private int limit;
  private byte[][] raws = new byte[FIRST_ROOM][];
  private @Nullable RawRecord[] forms = new RawRecord[FIRST_ROOM];
  private @Nullable Object[] decoded = new Object[FIRST_ROOM];
  private long[] positions = new long[FIRST_ROOM];
  private @Nullable Rejected[] rejected = new Rejected[FIRST_ROOM];
  private int size;
  private int rejections;
  private long bytes;

  private record Rejected(long rawSize, String reason, String error) {}

  ReadBatch(int limit) {
    this.limit = limit;
  }

  /** How many records it takes from now on. */
  void limit(int records) {
    limit = records;
  }

  void clear() {
    Arrays.fill(raws, 0, size, NO_BYTES);
    Arrays.fill(forms, 0, size, null);
    Arrays.fill(decoded, 0, size, null);
    if (rejections > 0) {
      Arrays.fill(rejected, 0, size, null);
    }
    size = 0;
    rejections = 0;
    bytes = 0;
  }

  @Override
  public boolean full() {
    return size >= limit || bytes >= MAX_BYTES;
  }

  @Override
  public void add(byte[] raw, long position) {
    append(Objects.requireNonNull(raw, "raw"), null, position);
  }

  @Override
  public void add(RawRecord raw, long position) {
    append(NO_BYTES, null, position);
    forms[size - 1] = raw;
    bytes += raw.size();
  }

  @Override
  public void addDecoded(Object record, long position) {
    append(NO_BYTES, Objects.requireNonNull(record, "record"), position);
  }

  @Override
  public void reject(byte[] raw, long rawSize, long position, String reason, String error) {
    append(raw, null, position);
    rejected[size - 1] = new Rejected(rawSize, reason, error);
    rejections++;
  }

  private void append(byte[] raw, @Nullable Object record, long position) {
    if (size == raws.length) {
      int more = size * 2;
      raws = Arrays.copyOf(raws, more);
      forms = Arrays.copyOf(forms, more);
      decoded = Arrays.copyOf(decoded, more);
      positions = Arrays.copyOf(positions, more);
      rejected = Arrays.copyOf(rejected, more);
    }
    raws[size] = raw;
    decoded[size] = record;
    positions[size++] = position;
    bytes += raw.length;
  }

  int size() {
    return size;
  }

  long bytes() {
    return bytes;
  }

  /** The record's bytes, if it was read as bytes; else none. */
  byte[] raw(int i) {
    return raws[i];
  }

  /** The record as the connector has it; null if it was not read as such. */
  @Nullable RawRecord form(int i) {
    return forms[i];
  }

  long position(int i) {
    return positions[i];
  }

  @Nullable Object decoded(int i) {
    return decoded[i];
  }

  /** Why the record was rejected, or null. */
  @Nullable String error(int i) {
    Rejected no = rejected[i];
    return no == null ? null : no.error();
  }

  String reason(int i) {
    return Objects.requireNonNull(rejected[i]).reason();
  }

  long rawSize(int i) {
    return Objects.requireNonNull(rejected[i]).rawSize();
  }
}
