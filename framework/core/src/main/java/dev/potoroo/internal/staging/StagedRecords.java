package dev.potoroo.internal.staging;

import dev.potoroo.connector.SinkRecord;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * The records of {@link Segments}, in their order. Each is made when it is asked for: those of a
 * whole round as objects would take several times the memory of their segments, and be collected
 * late. For one thread.
 */
public final class StagedRecords extends AbstractList<SinkRecord> implements RandomAccess {
  private static final int FIRST_ROOM = 1024;

  private final List<ByteBuffer> segments = new ArrayList<>();

  /** Where each record begins: the segment's number in the upper half, the place in the lower. */
  private long[] places = new long[FIRST_ROOM];

  private int size;

  /**
   * Appends the records of a segment, which is not to be changed as long as they are read.
   *
   * @param segment from its beginning on, up to its limit
   * @throws IOException if it is none, or a newer version's; the message says which
   */
  public void append(ByteBuffer segment) throws IOException {
    ByteBuffer in = segment.duplicate().rewind();
    try {
      byte form = in.get();
      if (form != Segments.FORM) {
        throw new IOException(
            "has the form [" + form + "], of a newer version of Potoroo. Run that version");
      }
      long number = segments.size();
      while (in.hasRemaining()) {
        if (size == places.length) {
          places = Arrays.copyOf(places, 2 * size);
        }
        places[size++] = number << Integer.SIZE | in.position();
        int keyLength = in.getInt();
        skip(in, keyLength == Segments.NO_KEY ? 0 : keyLength);
        skip(in, in.getInt());
      }
    } catch (BufferUnderflowException e) {
      throw new IOException("is cut off", e);
    }
    segments.add(segment);
  }

  private static void skip(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    in.position(in.position() + length);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public SinkRecord get(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    ByteBuffer in = segments.get((int) (places[index] >>> Integer.SIZE)).duplicate().rewind();
    in.position((int) places[index]);
    int keyLength = in.getInt();
    String key =
        keyLength == Segments.NO_KEY
            ? null
            : new String(bytes(in, keyLength), StandardCharsets.UTF_8);
    return new SinkRecord(key, bytes(in, in.getInt()));
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
