package dev.potoroo.connector.pekko;

import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.event.Logging;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.RestartSettings;
import org.apache.pekko.stream.javadsl.RestartSource;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a stream gives, acknowledges what is committed, and has it begin anew if it breaks.
 */
final class StreamReader<T> implements SourceReader {
  private static final long WAIT_MILLIS = 20;
  private static final long CLOSING_SECONDS = 5;
  private static final double SPREAD = 0.2;
  private static final byte[] NONE = {};

  private final StreamSource.Settings<T> settings;
  private final SourceContext context;
  private final Streams streams;
  private final Trouble trouble;
  private final SinkQueueWithCancel<List<Element<T>>> queue;

  /** Elements that were given on and are not committed, if they are to be acknowledged. */
  private final ArrayDeque<Given<T>> given = new ArrayDeque<>();

  /** Acknowledgements on their way. */
  private final List<CompletableFuture<?>> acknowledging = new ArrayList<>();

  /** Where the stream would begin anew; changed by the stream. */
  private volatile long next;

  private @Nullable CompletableFuture<Optional<List<Element<T>>>> asked;
  private Iterator<Element<T>> taken = Collections.emptyIterator();
  private long position;
  private boolean ended;

  /**
   * Something that the stream gave.
   *
   * @param next where to go on after it, if the stream can begin there
   */
  private record Element<T>(T value, long next, Attempt attempt) {}

  private record Given<T>(Element<T> element, long position) {}

  StreamReader(StreamSource.Settings<T> settings, SourceContext context, Streams streams) {
    this.settings = settings;
    this.context = context;
    this.streams = streams;
    this.next = context.startPosition();
    this.position = context.startPosition();
    this.trouble =
        new Trouble(
            "the stream [%s] of source [%s]".formatted(settings.description(), context.source()),
            settings.longestPause());
    RestartSettings restart =
        RestartSettings.create(settings.firstPause(), settings.longestPause(), SPREAD)
            .withLogSettings(RestartSettings.createLogSettings(Logging.DebugLevel()));
    this.queue =
        RestartSource.onFailuresWithBackoff(restart, this::begin)
            .batch(settings.ahead(), StreamReader::<Element<T>>listOf, StreamReader::and)
            .runWith(
                Sink.<List<Element<T>>>queue(1).withAttributes(Attributes.inputBuffer(1, 1)),
                streams.materializer());
  }

  private static <E> List<E> listOf(E first) {
    List<E> list = new ArrayList<>();
    list.add(first);
    return list;
  }

  private static <E> List<E> and(List<E> list, E one) {
    list.add(one);
    return list;
  }

  private Source<Element<T>, NotUsed> begin() {
    Attempt attempt = new Attempt();
    trouble.begins(attempt);
    return attempt.of(
        stream().map(value -> element(value, attempt)), e -> trouble.broken(attempt, e));
  }

  private Source<T, ?> stream() {
    try {
      return settings.from().apply(next);
    } catch (RuntimeException e) {
      return Source.failed(e);
    }
  }

  private Element<T> element(T value, Attempt attempt) {
    trouble.works();
    if (settings.next().isPresent()) {
      next = settings.next().get().applyAsLong(value);
    }
    return new Element<>(value, next, attempt);
  }

  @Override
  public Progress poll(RecordBatch batch) throws Exception {
    if (!taken.hasNext()) {
      take();
    }
    boolean any = false;
    while (taken.hasNext() && !batch.full() && !tooManyWait()) {
      add(taken.next(), batch);
      any = true;
    }
    if (!context.committing()) {
      committed(position);
    }
    if (any || taken.hasNext() && !tooManyWait()) {
      return Progress.MORE;
    }
    if (ended && given.isEmpty()) {
      return Progress.ENDED;
    }
    if (ended || taken.hasNext()) {
      // For a commit, which somebody else has to be told of.
      LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS));
    }
    return Progress.WAITING;
  }

  private boolean tooManyWait() {
    return given.size() + acknowledging.size() >= settings.waiting();
  }

  private void take() throws Exception {
    if (ended) {
      return;
    }
    if (asked == null) {
      asked = queue.pull().toCompletableFuture();
    }
    try {
      Optional<List<Element<T>>> batch = asked.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
      asked = null;
      ended = batch.isEmpty();
      taken = batch.orElse(List.of()).iterator();
    } catch (TimeoutException e) {
      // The next poll asks whether it has come.
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private void add(Element<T> element, RecordBatch batch) {
    position = settings.next().isPresent() ? element.next() : position + 1;
    if (settings.acknowledge().isPresent()) {
      given.add(new Given<>(element, position));
    }
    byte[] record;
    try {
      record = settings.record().apply(element.value());
    } catch (RuntimeException e) {
      batch.reject(NONE, 0, position, "no-record", "the element is no record: " + e);
      return;
    }
    if (record.length > context.maxRecordSize()) {
      batch.reject(
          Arrays.copyOf(record, Math.min(record.length, context.maxRawSize())),
          record.length,
          position,
          "too-large",
          "the record has [%d] bytes, more than potoroo.max-record-size [%d]"
              .formatted(record.length, context.maxRecordSize()));
    } else {
      batch.add(record, position);
    }
  }

  @Override
  public void committed(long upTo) {
    acknowledging.removeIf(CompletableFuture::isDone);
    while (!given.isEmpty() && given.element().position() <= upTo) {
      acknowledge(given.remove().element());
    }
  }

  /** What breaks the run that an element came from ends the wait for its acknowledgement, too. */
  private void acknowledge(Element<T> element) {
    Attempt attempt = element.attempt();
    CompletableFuture<Object> done = new CompletableFuture<>();
    var unused =
        acknowledgement(element.value())
            .whenComplete(
                (ok, e) -> {
                  if (e != null) {
                    // It comes again, and with it all that is not acknowledged.
                    attempt.abort(e);
                  }
                  done.complete(attempt);
                });
    CompletableFuture<Object> over = CompletableFuture.anyOf(done, attempt.broken());
    if (!over.isDone()) {
      acknowledging.add(over);
    }
  }

  private CompletionStage<?> acknowledgement(T value) {
    Function<? super T, ? extends CompletionStage<?>> acknowledge =
        settings.acknowledge().orElseThrow();
    try {
      return acknowledge.apply(value);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public Optional<String> waitsFor() {
    return trouble.known();
  }

  @Override
  public void close() throws Exception {
    try (streams;
        AutoCloseable over = trouble::over) {
      CompletableFuture.allOf(acknowledging.toArray(CompletableFuture[]::new))
          .get(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new TimeoutException(
          "[%d] elements of [%s] were not acknowledged in time, and come again"
              .formatted(
                  acknowledging.stream().filter(one -> !one.isDone()).count(),
                  settings.description()));
    }
  }
}
