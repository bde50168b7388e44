package dev.potoroo.connector.pekko;

import dev.potoroo.connector.PublisherContext;
import dev.potoroo.connector.RoundPublisher;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkRecord;
import dev.potoroo.connector.SinkWriter;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * Writes to a sink of Pekko Streams.
 *
 * <pre>{@code
 * StreamSink.of(
 *     "mqtt alerts", record -> MqttMessage.create("alerts", ByteString.fromArray(record.value())),
 *     batch -> MqttSink.create(settings, MqttQoS.atLeastOnce()))
 * }</pre>
 *
 * <p>Records are written in batches, a stream for each, which is done when what the sink
 * materializes is. If the pipeline has a store, a batch is what a node has to say of a round that
 * is committed, and its id never changes, however often it is written: a sink that names an object
 * after it, or has it tell the receiver of duplicates, makes each record be seen once. To others
 * some records come again after a crash or a failure. Without a store a batch is what there is at
 * the moment, and its id is new.
 *
 * <p>A stream that fails is run again, with the same batch, for as long as it takes; committed
 * records wait in the store meanwhile, and in the end sources wait too. A flow is made a sink by
 * {@code flow.toMat(Sink.ignore(), Keep.right())}. Immutable.
 *
 * @param <T> the elements that the sink takes
 */
public final class StreamSink<T> implements SinkConnector {
  private final Target<T> target;

  /**
   * Where to.
   *
   * @param element what a record is for the sink
   * @param sink a sink for the batch with an id
   */
  record Target<T>(
      String description,
      Function<? super SinkRecord, ? extends T> element,
      Function<? super String, ? extends Sink<T, ? extends CompletionStage<?>>> sink) {
    Target {
      Objects.requireNonNull(description, "description");
      Objects.requireNonNull(element, "element");
      Objects.requireNonNull(sink, "sink");
    }
  }

  private StreamSink(Target<T> target) {
    this.target = target;
  }

  /**
   * Writes to the sinks that a function makes.
   *
   * @param description what it is, for people, in a few words
   * @param element what a record is for the sink. If it fails, the pipeline ends
   * @param sink makes a sink for a batch, given the batch's id: letters, digits, dots and hyphens,
   *     and what the names of the pipeline and the sink have
   */
  public static <T> StreamSink<T> of(
      String description,
      Function<? super SinkRecord, ? extends T> element,
      Function<? super String, ? extends Sink<T, ? extends CompletionStage<?>>> sink) {
    return new StreamSink<>(new Target<>(description, element, sink));
  }

  @Override
  public String describe() {
    return target.description;
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.ONCE_BY_ID;
  }

  @Override
  public SinkWriter open(SinkContext context) {
    return new StreamWriter<>(new Batches<>(target));
  }

  @Override
  public Optional<RoundPublisher> publisher(PublisherContext context) {
    String prefix = context.pipeline() + "." + context.sink() + "." + context.slot();
    return Optional.of(new StreamPublisher<>(new Batches<>(target), prefix));
  }
}
