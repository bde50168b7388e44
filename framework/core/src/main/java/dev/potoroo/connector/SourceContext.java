package dev.potoroo.connector;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * @param port the {@link SourceReader#port} of the reader that had this partition on this node
 *     before; 0 if there was none, or it told of no port
 */
public record SourceContext(
    String source,
    String partition,
    Start start,
    long startPosition,
    String codec,
    int maxRecordSize,
    int maxRawSize,
    boolean committing,
    int port) {

  private static final Logger LOG = LoggerFactory.getLogger(SourceContext.class);

  /** That of the first reader. */
  public SourceContext(
      String source,
      String partition,
      Start start,
      long startPosition,
      String codec,
      int maxRecordSize,
      int maxRawSize,
      boolean committing) {
    this(source, partition, start, startPosition, codec, maxRecordSize, maxRawSize, committing, 0);
  }

  /** That of the first reader in a pipeline with a store. */
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

  /**
   * Listens at {@code wanted}; if that is 0, which stands for any free port, then at {@link #port},
   * where it can be had again.
   */
  public <T> T listen(int wanted, Listening<T> how) throws IOException {
    if (wanted == 0 && port != 0) {
      try {
        return how.at(port);
      } catch (IOException e) {
        LOG.warn(
            "source [{}] cannot listen at port {} again, and takes another one, of which those who"
                + " send must be told: {}",
            source,
            port,
            String.valueOf(e.getMessage()));
      }
    }
    return how.at(wanted);
  }

  /**
   * Opens what listens.
   *
   * @param <T> what that is
   */
  public interface Listening<T> {
    /** Opens it at a port; 0 takes a free one. */
    T at(int port) throws IOException;
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
