package dev.potoroo.internal.runtime;

import dev.potoroo.Codec;
import dev.potoroo.DeadLetter;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.ErrorPolicy.Action;
import dev.potoroo.Fn;
import dev.potoroo.PotorooException;
import dev.potoroo.Sink;
import dev.potoroo.connector.SinkRecord;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.internal.topology.Topology.SinkVertex;
import dev.potoroo.tracing.Span;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes bytes of what goes to one sink. What it cannot make bytes of is treated as the sink's error
 * policy says; a record that is to be tried again keeps the sink's thread, so that all later ones
 * wait behind it, and the round waits for them. For one thread.
 */
final class SinkEncoder {
  private final Node node;
  private final SinkVertex vertex;
  private final PartCounters counters;
  private final Codec<Object> codec;
  private final @Nullable Fn<Object, String> key;
  private final BooleanSupplier unwanted;
  private volatile Optional<String> waitsFor = Optional.empty();

  /**
   * Makes it.
   *
   * @param unwanted whether nothing of what it encodes is needed any more
   */
  @SuppressWarnings("unchecked")
  SinkEncoder(Node node, SinkVertex vertex, PartCounters counters, BooleanSupplier unwanted) {
    this.node = node;
    this.vertex = vertex;
    this.counters = counters;
    this.codec = (Codec<Object>) vertex.sink().codec();
    this.key = ((Sink<Object>) vertex.sink()).key().orElse(null);
    this.unwanted = unwanted;
  }

  /** Why a record cannot be encoded that is to be tried again, for people; any thread may ask. */
  Optional<String> waitsFor() {
    return waitsFor;
  }

  /**
   * Encodes a record; waits and tries again if it cannot, and the policy says so.
   *
   * @param of where the record is, at a place
   * @param written what has the records before it: others see them while this one waits
   * @param here where it is now; null if it is not followed
   * @return null if it was given up, or is not wanted any more
   * @throws PotorooException if the policy is to stop: the record is still in flight
   */
  @Nullable SinkRecord encode(SinkBatch of, int at, SinkWriter written, @Nullable Span here)
      throws Exception {
    try {
      return once(of.records[at]);
    } catch (Throwable error) {
      try {
        return again(of, at, written, here, error);
      } finally {
        waitsFor = Optional.empty();
      }
    }
  }

  private SinkRecord once(Object record) throws Exception {
    return new SinkRecord(key == null ? null : key.apply(record), codec.encode(record));
  }

  private @Nullable SinkRecord again(
      SinkBatch of, int at, SinkWriter written, @Nullable Span here, Throwable first)
      throws Exception {
    Throwable error = first;
    for (int failures = 1; ; failures++) {
      Fatal.rethrow(error);
      if (unwanted.getAsBoolean()) {
        return null;
      }
      ErrorPolicy policy = vertex.policy().forError(error);
      if (failures > policy.retries()) {
        giveUp(of, at, here, policy, error);
        return null;
      }
      pause(policy, failures, error, written);
      if (unwanted.getAsBoolean()) {
        return null;
      }
      try {
        return once(of.records[at]);
      } catch (Throwable next) {
        error = next;
      }
    }
  }

  private void pause(ErrorPolicy policy, int failures, Throwable error, SinkWriter written)
      throws Exception {
    written.flush();
    counters.retries.increment();
    String why = Fatal.describe(error);
    String retry = "retry [%d] of [%d]".formatted(failures, policy.retries());
    node.deadLetterFile().note(vertex.name(), "waits to encode a record again, " + retry, why);
    waitsFor = Optional.of("a record cannot be encoded, " + retry + " follows: " + why);
    node.workers().pause(policy.backoff(failures), unwanted);
  }

  private void giveUp(
      SinkBatch of, int at, @Nullable Span here, ErrorPolicy policy, Throwable error) {
    Object record = of.records[at];
    Outbox letters = Outbox.toSinks(node, Objects.requireNonNull(of.origin));
    letters.born(of.born);
    if (here != null) {
      here.failed(error);
      letters.follow(here);
    }
    ErrorDesk desk = new ErrorDesk(node, vertex.name(), counters, letters);
    if (policy.action() == Action.STOP) {
      // Thrown, so that no round can end as if the record had been written.
      throw desk.stopped(null, -1, Fatal.describe(error));
    }
    // A dead letter that no sink takes must not become another one for ever.
    boolean ends = record instanceof DeadLetter && policy.action() != Action.SKIP;
    desk.giveUp(ends ? ErrorPolicy.deadLetter() : policy, null, -1, "encode", error, record);
    letters.flush(0);
  }
}
