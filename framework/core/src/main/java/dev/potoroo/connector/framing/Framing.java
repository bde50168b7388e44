package dev.potoroo.connector.framing;

import dev.potoroo.connector.ConnectorSettings;
import java.util.Arrays;
import java.util.List;

/** How records are told apart in a stream of bytes. */
public enum Framing {
  /**
   * A line feed ends each record; a carriage return before it is dropped when reading. Empty lines
   * are no records. A record that contains a line feed is read back as two.
   */
  NEWLINE("newline", 0),
  /** The record's length in one byte, then the record: at most 255 bytes. */
  LENGTH_1("length-1", 1),
  /** The record's length in two bytes, big-endian, then the record: at most 65 535 bytes. */
  LENGTH_2("length-2", 2),
  /** The record's length in four bytes, big-endian and unsigned, then the record. */
  LENGTH_4("length-4", 4);

  private static final List<String> WORDS = Arrays.stream(values()).map(f -> f.word).toList();

  private final String word;
  private final int headerSize;

  Framing(String word, int headerSize) {
    this.word = word;
    this.headerSize = headerSize;
  }

  /** The setting {@code key}, written as {@code newline}, {@code length-1} and so on. */
  public static Framing setting(ConnectorSettings settings, String key, Framing otherwise) {
    String chosen = settings.oneOf(key, otherwise.word, WORDS);
    return values()[WORDS.indexOf(chosen)];
  }

  /** How many bytes stand before each record. */
  public int headerSize() {
    return headerSize;
  }

  /** The longest record that the header can tell. */
  public long longest() {
    return headerSize == 0 ? Integer.MAX_VALUE : (1L << (8 * headerSize)) - 1;
  }

  /** As written in configuration. */
  @Override
  public String toString() {
    return word;
  }
}
