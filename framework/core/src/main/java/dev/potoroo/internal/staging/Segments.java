package dev.potoroo.internal.staging;

import dev.potoroo.connector.SinkRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packs records, in their order, into segments that are large enough for a store to keep them as a
 * few rows, and small enough for it to hold one in memory. A segment is a byte for the version of
 * the form, then for each record the length of its key (-1 for none) and the key in UTF-8, and the
 * length of the value and the value; lengths have four bytes. For one thread.
 */
public final class Segments {
  private static final byte FORM = 1;
  private static final int FULL = 1 << 20;
  private static final int NO_KEY = -1;

  private final List<byte[]> full = new ArrayList<>();
  private final ByteArrayOutputStream open = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(open);
  private long fullSize;

  /** Adds a record. */
  public void add(@Nullable String key, byte[] value) {
    try {
      if (open.size() == 0) {
        out.writeByte(FORM);
      }
      byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
      out.writeInt(keyBytes == null ? NO_KEY : keyBytes.length);
      if (keyBytes != null) {
        out.write(keyBytes);
      }
      out.writeInt(value.length);
      out.write(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (open.size() >= FULL) {
      close();
    }
  }

  private void close() {
    full.add(open.toByteArray());
    fullSize += open.size();
    open.reset();
  }

  /** How many bytes were added since {@link #take}. */
  public long size() {
    return fullSize + open.size();
  }

  /** Everything that was added, in order; begins anew. */
  public List<byte[]> take() {
    if (open.size() > 0) {
      close();
    }
    List<byte[]> taken = List.copyOf(full);
    full.clear();
    fullSize = 0;
    return taken;
  }

  /**
   * The records of a segment.
   *
   * @throws IOException if it is not one, or a newer version's; the message says which
   */
  public static List<SinkRecord> read(byte[] segment) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(segment));
    List<SinkRecord> records = new ArrayList<>();
    try {
      byte form = in.readByte();
      if (form != FORM) {
        throw new IOException(
            "has the form [" + form + "], of a newer version of Potoroo. Run that version");
      }
      while (in.available() > 0) {
        int keyLength = in.readInt();
        String key =
            keyLength == NO_KEY ? null : new String(read(in, keyLength), StandardCharsets.UTF_8);
        records.add(new SinkRecord(key, read(in, in.readInt())));
      }
    } catch (EOFException e) {
      throw new IOException("is cut off", e);
    }
    return records;
  }

  private static byte[] read(DataInputStream in, int length) throws IOException {
    if (length < 0 || length > in.available()) {
      throw new EOFException();
    }
    return in.readNBytes(length);
  }
}
