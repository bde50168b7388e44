package dev.potoroo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.potoroo.connector.RawRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How records become bytes and bytes records. Immutable and thread-safe.
 *
 * <p>JSON and CBOR take records, sealed interfaces, {@code Instant}, {@code Optional} and
 * collections without annotations. A sealed interface's cases are told apart by a property {@code
 * type} that holds the case's name in kebab case ({@code NewHigh} is {@code new-high}) or what
 * {@code @JsonTypeName} says. Unknown properties are ignored; a missing primitive, bytes after the
 * end of the value and a bare {@code null} are errors.
 *
 * @param <T> the records
 */
public final class Codec<T> {
  private final String name;
  private final boolean text;
  private final Fn<byte[], @Nullable T> decoder;
  private final Fn<T, byte[]> encoder;
  private final @Nullable Reading<?, T> reading;

  /** How a connector's own form is read. */
  private record Reading<R extends RawRecord, T>(Class<R> form, Fn<R, @Nullable T> decoder) {
    boolean reads(RawRecord raw) {
      return form.isInstance(raw);
    }

    T decode(RawRecord raw) throws Exception {
      return read(decoder, form.cast(raw));
    }
  }

  private Codec(
      String name,
      boolean text,
      Fn<byte[], @Nullable T> decoder,
      Fn<T, byte[]> encoder,
      @Nullable Reading<?, T> reading) {
    this.name = name;
    this.text = text;
    this.decoder = decoder;
    this.encoder = encoder;
    this.reading = reading;
  }

  /** JSON, one value a record. */
  public static <T> Codec<T> json(Class<T> type) {
    return jackson("json", true, JacksonSupport.json(), type);
  }

  /** CBOR, one value a record. */
  public static <T> Codec<T> cbor(Class<T> type) {
    return jackson("cbor", false, JacksonSupport.cbor(), type);
  }

  /** Text in UTF-8; bytes that are no UTF-8 are an error of that record. */
  public static Codec<String> lines() {
    return new Codec<>(
        "lines", true, Codec::utf8, text -> text.getBytes(StandardCharsets.UTF_8), null);
  }

  /** The bytes as they are. */
  public static Codec<byte[]> bytes() {
    return new Codec<>("bytes", false, raw -> raw, raw -> raw, null);
  }

  /**
   * A codec of your own, for binary records; see {@link #asText} for text. Both functions are
   * called by several threads. What they throw is an error of that record.
   */
  public static <T> Codec<T> of(Fn<byte[], T> decode, Fn<T, byte[]> encode) {
    Objects.requireNonNull(decode, "decode");
    Objects.requireNonNull(encode, "encode");
    return new Codec<>("custom", false, decode, encode, null);
  }

  /**
   * This codec, known to give text without line breaks, so that a file or a stream of its records
   * has one in each line.
   */
  public Codec<T> asText() {
    return new Codec<>(name, true, decoder, encoder, reading);
  }

  /** This codec under another name, by which a connector knows what its bytes are. */
  public Codec<T> named(String name) {
    return new Codec<>(Objects.requireNonNull(name, "name"), text, decoder, encoder, reading);
  }

  /**
   * This codec, which also reads a connector's own form of a record, without bytes between: the
   * same record as it reads from {@link RawRecord#bytes}.
   *
   * @param form that form
   * @param decode reads it; called by several threads, and what it throws is an error of that
   *     record
   */
  public <R extends RawRecord> Codec<T> reading(Class<R> form, Fn<R, T> decode) {
    Objects.requireNonNull(form, "form");
    Objects.requireNonNull(decode, "decode");
    return new Codec<>(name, text, decoder, encoder, new Reading<>(form, decode));
  }

  /** Reads a record. */
  public T decode(byte[] raw) throws Exception {
    return read(decoder, raw);
  }

  private static <R, T> T read(Fn<R, @Nullable T> decoder, R raw) throws Exception {
    T record;
    try {
      record = decoder.apply(raw);
    } catch (JsonProcessingException e) {
      throw new IOException(JacksonFault.describe(e), e);
    }
    if (record == null) {
      throw new IOException("the record is null");
    }
    return record;
  }

  /** Reads a record as a connector has it. */
  public T decode(RawRecord raw) throws Exception {
    return reading != null && reading.reads(raw) ? reading.decode(raw) : decode(raw.bytes());
  }

  /** Writes a record. */
  public byte[] encode(T record) throws Exception {
    return encoder.apply(record);
  }

  /** Whether records are text without line breaks. */
  public boolean text() {
    return text;
  }

  /** {@code json}, {@code cbor}, {@code lines}, {@code bytes}, {@code custom}, or as named. */
  public String name() {
    return name;
  }

  @Override
  public String toString() {
    return "Codec[" + name + "]";
  }

  private static <T> Codec<T> jackson(
      String name, boolean text, ObjectMapper mapper, Class<T> type) {
    ObjectReader reader = mapper.readerFor(Objects.requireNonNull(type, "type"));
    JacksonEncoder encoder = new JacksonEncoder(mapper.writerFor(type));
    return new Codec<>(
        name, text, raw -> reader.<@Nullable T>readValue(raw), encoder::encode, null);
  }

  private static String utf8(byte[] raw) throws CharacterCodingException {
    // new String() would put U+FFFD in place of what is no UTF-8.
    String fast = new String(raw, StandardCharsets.UTF_8);
    return fast.indexOf('\ufffd') < 0
        ? fast
        : StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
  }
}
