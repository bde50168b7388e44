package dev.potoroo.connector.pekko;

import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Reads a source of Pekko Streams, in one of three ways, of which the source must be able to do the
 * one that is said:
 *
 * <ul>
 *   <li>{@link #replayable}: it can begin at an offset. Each record has its effect once.
 *   <li>{@link #acknowledged}: its elements can be acknowledged, and come again if they are not.
 *       That is done when they are committed; some may come twice.
 *   <li>{@link #unacknowledged}: neither. What was in flight on a node that is lost is lost with
 *       it.
 * </ul>
 *
 * <pre>{@code
 * StreamSource.acknowledged(
 *     "mqtt plant/#", MqttSource.atLeastOnce(settings, topics, 100),
 *     element -> element.message().payload().toArray(), MqttMessageWithAck::ack)
 * }</pre>
 *
 * <p>A source with a context is one of pairs: {@code source.asSource()}. When a stream fails, it is
 * begun anew after a while; when it completes, the source has ended. Elements are asked for as fast
 * as the pipeline takes them. An element that cannot be turned into a record goes the way of the
 * source's error policy.
 *
 * <p>The stream runs on one node of a cluster, or on each of them with {@link #onEachNode}. It has
 * an actor system of the process to itself and others like it. Immutable.
 *
 * @param <T> its elements
 */
public final class StreamSource<T> implements SourceConnector {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final int AHEAD = 256;
  private static final int WAITING = 10_000;

  private final Settings<T> settings;

  /**
   * All there is to set.
   *
   * @param from the stream, beginning at an offset
   * @param next where to go on after an element; empty if the stream cannot begin anywhere else
   * @param acknowledge what to do when an element is committed, if anything
   */
  record Settings<T>(
      String description,
      LongFunction<? extends Source<T, ?>> from,
      Function<? super T, byte[]> record,
      Optional<ToLongFunction<? super T>> next,
      Optional<Function<? super T, ? extends CompletionStage<?>>> acknowledge,
      Scope scope,
      Duration firstPause,
      Duration longestPause,
      int ahead,
      int waiting) {
    Settings {
      Objects.requireNonNull(description, "description");
      Objects.requireNonNull(from, "from");
      Objects.requireNonNull(record, "record");
      if (firstPause.isNegative()
          || firstPause.isZero()
          || longestPause.compareTo(firstPause) < 0) {
        throw new IllegalArgumentException(
            "the first pause [%s] must be positive, and the longest [%s] no shorter."
                .formatted(firstPause, longestPause));
      }
      if (ahead < 1 || waiting < 1) {
        throw new IllegalArgumentException(
            "limits [%d] and [%d] must be at least 1.".formatted(ahead, waiting));
      }
    }
  }

  private StreamSource(Settings<T> settings) {
    this.settings = settings;
  }

  private static <T> StreamSource<T> of(
      String description,
      LongFunction<? extends Source<T, ?>> from,
      Function<? super T, byte[]> record,
      Optional<ToLongFunction<? super T>> next,
      Optional<Function<? super T, ? extends CompletionStage<?>>> acknowledge) {
    return new StreamSource<>(
        new Settings<>(
            description,
            from,
            record,
            next,
            acknowledge,
            Scope.CLUSTER,
            FIRST_PAUSE,
            LONGEST_PAUSE,
            AHEAD,
            WAITING));
  }

  /**
   * Reads a stream that can begin at an offset.
   *
   * @param description what it is, for people, in a few words
   * @param from the stream whose first element is the one at an offset; 0 is where it all begins
   * @param record an element's bytes, which the source's codec decodes
   * @param next the offset after an element; it grows
   */
  public static <T> StreamSource<T> replayable(
      String description,
      LongFunction<? extends Source<T, ?>> from,
      Function<? super T, byte[]> record,
      ToLongFunction<? super T> next) {
    return of(description, from, record, Optional.of(next), Optional.empty());
  }

  /**
   * Reads a stream whose elements come again, when it is begun anew, until they are acknowledged.
   *
   * @param description what it is, for people, in a few words
   * @param source the stream
   * @param record an element's bytes, which the source's codec decodes
   * @param acknowledge called when what the element has changed is committed, in the order of the
   *     elements. If it fails, the stream is begun anew
   */
  public static <T> StreamSource<T> acknowledged(
      String description,
      Source<T, ?> source,
      Function<? super T, byte[]> record,
      Function<? super T, ? extends CompletionStage<?>> acknowledge) {
    Objects.requireNonNull(source, "source");
    return of(description, start -> source, record, Optional.empty(), Optional.of(acknowledge));
  }

  /**
   * Reads a stream that can neither go back nor be told what was committed.
   *
   * @param description what it is, for people, in a few words
   * @param source the stream
   * @param record an element's bytes, which the source's codec decodes
   */
  public static <T> StreamSource<T> unacknowledged(
      String description, Source<T, ?> source, Function<? super T, byte[]> record) {
    Objects.requireNonNull(source, "source");
    return of(description, start -> source, record, Optional.empty(), Optional.empty());
  }

  /**
   * Runs the stream on each node, instead of on one of them: for systems that share elements out
   * among those who ask, as queues do. Each node then has its own offsets.
   */
  public StreamSource<T> onEachNode() {
    return with(
        Scope.NODE, settings.firstPause, settings.longestPause, settings.ahead, settings.waiting);
  }

  /**
   * Waits so long before a stream that has failed is begun anew: 500 ms, and doubled up to 10 s.
   *
   * @throws IllegalArgumentException if the first pause is not positive, or the longest is shorter
   */
  public StreamSource<T> restart(Duration firstPause, Duration longestPause) {
    return with(settings.scope, firstPause, longestPause, settings.ahead, settings.waiting);
  }

  /**
   * With other limits.
   *
   * @param ahead how many elements are asked for ahead of the pipeline, about (256)
   * @param waiting how many may wait to be committed and acknowledged (10 000); no more are read
   *     then
   * @throws IllegalArgumentException if one of them is less than 1
   */
  public StreamSource<T> limits(int ahead, int waiting) {
    return with(settings.scope, settings.firstPause, settings.longestPause, ahead, waiting);
  }

  private StreamSource<T> with(
      Scope scope, Duration firstPause, Duration longestPause, int ahead, int waiting) {
    return new StreamSource<>(
        new Settings<>(
            settings.description,
            settings.from,
            settings.record,
            settings.next,
            settings.acknowledge,
            scope,
            firstPause,
            longestPause,
            ahead,
            waiting));
  }

  @Override
  public String describe() {
    return settings.description;
  }

  @Override
  public Scope scope() {
    return settings.scope;
  }

  @Override
  public boolean replayable() {
    return settings.next.isPresent();
  }

  @Override
  public boolean acknowledges() {
    return settings.acknowledge.isPresent();
  }

  @Override
  public SourceReader open(SourceContext context) {
    Streams streams = Streams.open();
    try {
      return new StreamReader<>(settings, context, streams);
    } catch (RuntimeException e) {
      streams.close();
      throw e;
    }
  }
}
