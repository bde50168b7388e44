package dev.potoroo.samples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.potoroo.Codec;
import dev.potoroo.samples.MarketSpread.Market;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The records of {@link MarketSpread}: fixed layouts, numbers big-endian, texts in Latin-1. */
final class MarketRecords {
  private static final byte ORDER_TYPE = 1;
  private static final byte QUOTE_TYPE = 2;
  private static final int ORDER_SIZE = 53;
  private static final int QUOTE_SIZE = 42;
  private static final int REJECTED_SIZE = 55;
  private static final int ID_SIZE = 6;
  private static final int SYMBOL_SIZE = 4;
  private static final int TIME_SIZE = 21;

  /** Type 2, symbol, time, bid, offer. */
  static final Codec<Quote> QUOTE = Codec.of(MarketRecords::quote, MarketRecords::bytes);

  /** Type 1, side, account, id, symbol, quantity, price, time. */
  static final Codec<Order> ORDER = Codec.of(MarketRecords::order, MarketRecords::bytes);

  /** Side, account, id, symbol, quantity, price, bid, offer, time in nanoseconds since 1970. */
  static final Codec<Rejected> REJECTED = Codec.of(MarketRecords::rejected, MarketRecords::bytes);

  private MarketRecords() {}

  /** What happens to a stock. */
  public sealed interface MarketEvent {
    /** Its symbol. */
    String symbol();
  }

  /** What a stock is bought and sold for. */
  public record Quote(String symbol, String time, double bid, double offer)
      implements MarketEvent {}

  /**
   * An order.
   *
   * @param side 1 buys, 2 sells
   */
  public record Order(
      int side, long account, String id, String symbol, double quantity, double price, String time)
      implements MarketEvent {}

  /** An order that was rejected, with the quote that it was rejected for. */
  public record Rejected(
      int side,
      long account,
      String id,
      String symbol,
      double quantity,
      double price,
      double bid,
      double offer,
      long nanos) {
    static Rejected of(Order order, Market market, Instant now) {
      return new Rejected(
          order.side(),
          order.account(),
          order.id(),
          order.symbol(),
          order.quantity(),
          order.price(),
          market.bid(),
          market.offer(),
          TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano());
    }
  }

  private static Quote quote(byte[] raw) {
    ByteBuffer in = checked(raw, "quote", QUOTE_SIZE);
    type(in, "quote", QUOTE_TYPE);
    String symbol = text(in, SYMBOL_SIZE);
    return new Quote(symbol, text(in, TIME_SIZE), in.getDouble(), in.getDouble());
  }

  private static byte[] bytes(Quote quote) {
    ByteBuffer out = ByteBuffer.allocate(QUOTE_SIZE).put(QUOTE_TYPE);
    put(out, quote.symbol(), SYMBOL_SIZE);
    put(out, quote.time(), TIME_SIZE);
    return out.putDouble(quote.bid()).putDouble(quote.offer()).array();
  }

  private static Order order(byte[] raw) {
    ByteBuffer in = checked(raw, "order", ORDER_SIZE);
    type(in, "order", ORDER_TYPE);
    return new Order(
        in.get(),
        Integer.toUnsignedLong(in.getInt()),
        text(in, ID_SIZE),
        text(in, SYMBOL_SIZE),
        in.getDouble(),
        in.getDouble(),
        text(in, TIME_SIZE));
  }

  private static byte[] bytes(Order order) {
    ByteBuffer out = ByteBuffer.allocate(ORDER_SIZE).put(ORDER_TYPE);
    out.put((byte) order.side()).putInt((int) order.account());
    put(out, order.id(), ID_SIZE);
    put(out, order.symbol(), SYMBOL_SIZE);
    out.putDouble(order.quantity()).putDouble(order.price());
    put(out, order.time(), TIME_SIZE);
    return out.array();
  }

  private static Rejected rejected(byte[] raw) {
    ByteBuffer in = checked(raw, "rejected order", REJECTED_SIZE);
    return new Rejected(
        in.get(),
        Integer.toUnsignedLong(in.getInt()),
        text(in, ID_SIZE),
        text(in, SYMBOL_SIZE),
        in.getDouble(),
        in.getDouble(),
        in.getDouble(),
        in.getDouble(),
        in.getLong());
  }

  private static byte[] bytes(Rejected order) {
    ByteBuffer out = ByteBuffer.allocate(REJECTED_SIZE);
    out.put((byte) order.side()).putInt((int) order.account());
    put(out, order.id(), ID_SIZE);
    put(out, order.symbol(), SYMBOL_SIZE);
    out.putDouble(order.quantity()).putDouble(order.price());
    return out.putDouble(order.bid()).putDouble(order.offer()).putLong(order.nanos()).array();
  }

  private static ByteBuffer checked(byte[] raw, String what, int size) {
    if (raw.length != size) {
      throw new IllegalArgumentException(
          "a " + what + " has [" + size + "] bytes, this has [" + raw.length + "]");
    }
    return ByteBuffer.wrap(raw);
  }

  private static void type(ByteBuffer in, String what, byte expected) {
    byte type = in.get();
    if (type != expected) {
      throw new IllegalArgumentException(
          "a " + what + " begins with [" + expected + "], this with [" + type + "]");
    }
  }

  /** A text that blanks on its left fill up to a size. */
  private static String text(ByteBuffer in, int size) {
    byte[] text = new byte[size];
    in.get(text);
    return new String(text, ISO_8859_1).stripLeading();
  }

  private static void put(ByteBuffer out, String text, int size) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    if (bytes.length > size) {
      throw new IllegalArgumentException("[" + text + "] is longer than [" + size + "] bytes");
    }
    for (int i = bytes.length; i < size; i++) {
      out.put((byte) ' ');
    }
    out.put(bytes);
  }
}
