package dev.potoroo.avro;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Reads a datum, and believes no length that is greater than what is left of it: Avro's own decoder
 * allocates what it is told to, and a few bytes could make a node run out of memory.
 */
final class Datum extends Decoder {
  private final BinaryDecoder in;

  /** Reads what stands behind the first {@code from} bytes. */
  Datum(byte[] raw, int from) {
    in = DecoderFactory.get().binaryDecoder(raw, from, raw.length - from, null);
  }

  boolean isEnd() throws IOException {
    return in.isEnd();
  }

  private int possible(long count) throws IOException {
    int left = in.inputStream().available();
    if (count < 0 || count > left) {
      throw new EOFException("[" + count + "] are to follow, and [" + left + "] bytes are left");
    }
    return (int) count;
  }

  @Override
  public Utf8 readString(@Nullable Utf8 old) throws IOException {
    int length = possible(in.readLong());
    Utf8 text = old == null ? new Utf8() : old;
    text.setByteLength(length);
    in.readFixed(text.getBytes(), 0, length);
    return text;
  }

  @Override
  public String readString() throws IOException {
    return readString(null).toString();
  }

  @Override
  public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
    byte[] bytes = new byte[possible(in.readLong())];
    in.readFixed(bytes, 0, bytes.length);
    return ByteBuffer.wrap(bytes);
  }

  // Elements of no size at all, such as nulls, are not told from a lie.

  @Override
  public long readArrayStart() throws IOException {
    return possible(in.readArrayStart());
  }

  @Override
  public long arrayNext() throws IOException {
    return possible(in.arrayNext());
  }

  @Override
  public long readMapStart() throws IOException {
    return possible(in.readMapStart());
  }

  @Override
  public long mapNext() throws IOException {
    return possible(in.mapNext());
  }

  // What has no length, or is passed over, is read as it is.

  @Override
  public void readNull() throws IOException {
    in.readNull();
  }

  @Override
  public boolean readBoolean() throws IOException {
    return in.readBoolean();
  }

  @Override
  public int readInt() throws IOException {
    return in.readInt();
  }

  @Override
  public long readLong() throws IOException {
    return in.readLong();
  }

  @Override
  public float readFloat() throws IOException {
    return in.readFloat();
  }

  @Override
  public double readDouble() throws IOException {
    return in.readDouble();
  }

  @Override
  public void readFixed(byte[] bytes, int start, int length) throws IOException {
    in.readFixed(bytes, start, length);
  }

  @Override
  public int readEnum() throws IOException {
    return in.readEnum();
  }

  @Override
  public int readIndex() throws IOException {
    return in.readIndex();
  }

  @Override
  public void skipString() throws IOException {
    in.skipString();
  }

  @Override
  public void skipBytes() throws IOException {
    in.skipBytes();
  }

  @Override
  public void skipFixed(int length) throws IOException {
    in.skipFixed(length);
  }

  @Override
  public long skipArray() throws IOException {
    return in.skipArray();
  }

  @Override
  public long skipMap() throws IOException {
    return in.skipMap();
  }
}
