package dev.potoroo.connector.pekko;

import dev.potoroo.connector.SinkRecord;
import dev.potoroo.connector.UnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** Runs a stream for each batch of records. For one thread; opens nothing before the first one. */
final class Batches<T> implements AutoCloseable {
  private final StreamSink.Target<T> target;
  private @Nullable Streams streams;

  Batches(StreamSink.Target<T> target) {
    this.target = target;
  }

  /**
   * Writes a batch; blocks until the sink is done with it.
   *
   * @throws UnavailableException if the stream has failed: part of it may have been written
   * @throws IOException if a record is nothing that the sink takes
   */
  void write(String id, List<SinkRecord> records)
      throws UnavailableException, IOException, InterruptedException {
    if (records.isEmpty()) {
      return;
    }
    Streams open = streams;
    if (open == null) {
      open = Streams.open();
      streams = open;
    }
    List<T> elements = elements(records);
    try {
      Sink<T, ? extends CompletionStage<?>> sink = target.sink().apply(id);
      CompletionStage<?> done = Source.from(elements).runWith(sink, open.materializer());
      done.toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw failed(e.getCause() == null ? e : e.getCause());
    } catch (RuntimeException e) {
      throw failed(e);
    } finally {
      if (Thread.currentThread().isInterrupted()) {
        close();
      }
    }
  }

  private UnavailableException failed(Throwable e) {
    return new UnavailableException("[" + target.description() + "] has failed: " + e, e);
  }

  private List<T> elements(List<SinkRecord> records) throws IOException {
    List<T> elements = new ArrayList<>(records.size());
    for (SinkRecord record : records) {
      try {
        elements.add(target.element().apply(record));
      } catch (RuntimeException e) {
        throw new IOException(
            "a record is nothing that [" + target.description() + "] takes: " + e, e);
      }
    }
    return elements;
  }

  @Override
  public void close() {
    if (streams != null) {
      streams.close();
      streams = null;
    }
  }
}
