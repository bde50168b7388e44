package dev.potoroo.connector.http;

import dev.potoroo.Codec;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.Step;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A request to an {@link HttpSource} as a record: what it was sent with, and the records in it. For
 * pipelines in which a request that is sent again, since its sender got no answer, must have its
 * effect once:
 *
 * <pre>{@code
 * flow.from(Source.named("orders", Delivery.codec()).from(HttpSource.listen("127.0.0.1", 7080)))
 *     .keyBy(Delivery::id)
 *     .step(Delivery.once("orders-once", Duration.ofDays(1)))
 *     .map(Codec.json(Order.class)::decode)
 * }</pre>
 *
 * <p>Which ids were seen is state of that step: it is committed together with all that the records
 * have changed, is the same on all nodes, and outlives restarts. Immutable, as long as nobody
 * changes its bytes.
 *
 * @param id the request's {@code Idempotency-Key}; if it had none, a random one that begins with
 *     {@link #NO_KEY}
 * @param records the records, encoded, in their order
 */
public record Delivery(String id, List<byte[]> records) {

  /** What the ids of requests begin with that were sent without a key. */
  public static final String NO_KEY = "~";

  /** What marks deliveries for the connector. */
  static final String CODEC = "http-delivery";

  private static final short FORM = 0x4801;

  public Delivery {
    records = List.copyOf(records);
  }

  /**
   * What {@link #once} knows of a key.
   *
   * @param records how many it came with; -1 before it has come
   * @param repeats how often it came again; those records did not pass
   */
  public record Seen(int records, long repeats) {}

  /** Whole requests; give it to the source. */
  public static Codec<Delivery> codec() {
    return Codec.of(Delivery::decode, Delivery::encode).named(CODEC);
  }

  /**
   * A step that lets the records of each request pass once. Requests without a key all pass.
   *
   * <p>What follows it up to the next step must not fail for one record of a request if the others
   * are to pass: a record that cannot be decoded, say, goes to the dead letters with its request.
   *
   * @param name of the step
   * @param keep how long a key is remembered after it was last sent; a request that comes again
   *     later counts again
   */
  public static Step<Delivery, Seen, byte[]> once(String name, Duration keep) {
    return Step.named(name)
        .in(Delivery.class)
        .state(Seen.class, () -> new Seen(-1, 0))
        .out(byte[].class)
        .on(
            Delivery.class,
            (seen, delivery, ctx) -> {
              if (delivery.id().startsWith(NO_KEY)) {
                return ctx.clear().emitAll(delivery.records());
              }
              return seen.records() >= 0
                  ? ctx.become(new Seen(seen.records(), seen.repeats() + 1))
                  : ctx.become(new Seen(delivery.records().size(), 0)).emitAll(delivery.records());
            })
        .ttl(keep)
        .onError(ErrorPolicy.deadLetter());
  }

  /** An id for a request without a key. */
  static String randomId() {
    return NO_KEY + UUID.randomUUID();
  }

  /** As bytes: two that mark the form, the id, and each record after its length. */
  byte[] encode() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(FORM);
    out.writeUTF(id);
    out.writeInt(records.size());
    for (byte[] record : records) {
      out.writeInt(record.length);
      out.write(record);
    }
    return bytes.toByteArray();
  }

  private static Delivery decode(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      if (in.readShort() != FORM) {
        throw new IOException("the bytes are not those of a delivery");
      }
      String id = in.readUTF();
      List<byte[]> records = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
          throw new EOFException();
        }
        records.add(in.readNBytes(length));
      }
      return new Delivery(id, records);
    } catch (EOFException e) {
      throw new IOException("the bytes of a delivery are cut off", e);
    }
  }
}
