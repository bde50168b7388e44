package dev.potoroo.connector;

/**
 * What a reader needs to know.
 *
 * @param source the source's name
 * @param partition one of {@link SourceConnector#partitions}
 * @param start whether the pipeline has read this partition before
 * @param startPosition where to start: a position that a reader of this partition has given before;
 *     0 if there is none
 * @param codec the name of the source's codec
 * @param maxRecordSize the largest record in bytes; larger ones are to be rejected as {@code
 *     too-large}
 * @param maxRawSize how many bytes of a rejected record are worth keeping
 * @param committing whether anything is ever committed; if not, {@link SourceReader#committed} is
 *     never called
 */
public record SourceContext(
    String source,
    String partition,
    Start start,
    long startPosition,
    String codec,
    int maxRecordSize,
    int maxRawSize,
    boolean committing) {

  /** That of a pipeline with a store. */
  public SourceContext(
      String source,
      String partition,
      Start start,
      long startPosition,
      String codec,
      int maxRecordSize,
      int maxRawSize) {
    this(source, partition, start, startPosition, codec, maxRecordSize, maxRawSize, true);
  }

  /** What the last commit knows of a partition. */
  public enum Start {
    /** Nothing of any partition of the source: the pipeline reads it for the first time. */
    FIRST,
    /** Nothing, but something of other partitions: this one has appeared since. */
    ADDED,
    /** Where to go on. */
    RESUMED
  }
}
