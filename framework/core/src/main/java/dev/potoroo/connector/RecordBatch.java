package dev.potoroo.connector;

/**
 * Takes what a {@link SourceReader} has read. Used by one thread, during {@link SourceReader#poll}.
 *
 * <p>{@code position} says where reading would go on <em>after</em> this record; it grows within a
 * partition.
 */
public interface RecordBatch {

  /** Whether nothing more should be added. What is added all the same is kept. */
  boolean full();

  /** Adds a record as bytes, which must not be changed afterwards. */
  void add(byte[] raw, long position);

  /** Adds a record in a form of the connector's own. */
  default void add(RawRecord raw, long position) {
    add(raw.bytes(), position);
  }

  /** Adds a record that needs no decoding. */
  void addDecoded(Object record, long position);

  /**
   * Adds something that is no record and is treated by the source's error policy.
   *
   * @param raw the bytes at hand, perhaps only the first ones
   * @param rawSize how many bytes there were
   * @param reason {@code framing}, {@code too-large}, or another word for what it is
   * @param error what is wrong, for people
   */
  void reject(byte[] raw, long rawSize, long position, String reason, String error);
}
