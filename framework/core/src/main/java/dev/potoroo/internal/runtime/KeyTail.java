package dev.potoroo.internal.runtime;

import dev.potoroo.JacksonSupport;
import dev.potoroo.status.TailEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Follows a key wherever it lives: fetches what has happened to it from its node, again and again,
 * as long as there is room for it here. If there is none, since nobody takes it, the node counts
 * records instead. Thread-safe.
 */
public final class KeyTail implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMillis(100);
  private static final int TURNS_BETWEEN_SIGNS_OF_LIFE = 10;

  private final Node node;
  private final ClusterQuestions cluster;
  private final int step;
  private final String key;
  private final Runnable onClose;
  private final int capacity;
  private List<TailEvent> events = new ArrayList<>();
  private int bytes;
  private @Nullable CompletableFuture<List<TailEvent>> taker;
  private String follower = UUID.randomUUID().toString();
  private boolean asked;
  private boolean closed;
  private int turns;
  private boolean reachable = true;
  private String from = "";
  private long generation;

  KeyTail(Node node, ClusterQuestions cluster, int step, String key, Runnable onClose) {
    this.node = node;
    this.cluster = cluster;
    this.step = step;
    this.key = key;
    this.onClose = onClose;
    this.capacity = node.settings().inspect().tailBuffer();
  }

  /** Begins to fetch. */
  void start() {
    cluster.every(BETWEEN, this::turn, this::isClosed);
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void turn() {
    Optional<ActorRef<NodeMessage>> home = cluster.homeOf(key);
    int room;
    String as;
    synchronized (this) {
      as = follower;
      turns++;
      room = Math.max(0, capacity - bytes);
      boolean due = room > 0 || turns % TURNS_BETWEEN_SIGNS_OF_LIFE == 0;
      if (asked || closed || !due || home.isEmpty()) {
        return;
      }
      asked = true;
    }
    var unused =
        cluster
            .<InspectMessage.TailAnswer>ask(
                home.get(), replyTo -> new InspectMessage.FetchTail(step, key, as, room, replyTo))
            .whenComplete((answer, failure) -> answered(answer));
  }

  /** Null if there was no answer. */
  private void answered(InspectMessage.@Nullable TailAnswer answer) {
    boolean more = false;
    synchronized (this) {
      asked = false;
      if (answer == null) {
        unreachable();
      } else if (answer.home()) {
        take(answer);
        more = !answer.events().isEmpty();
      }
    }
    hand();
    if (more) {
      turn();
    }
  }

  /** What an answer that was lost has told is not known: it begins anew. */
  private void unreachable() {
    follower = UUID.randomUUID().toString();
    if (reachable) {
      reachable = false;
      add(TailEvent.Kind.UNREACHABLE, from, generation, 0);
    }
  }

  private void take(InspectMessage.TailAnswer answer) {
    reachable = true;
    generation = answer.generation();
    from = answer.node();
    if (answer.fresh()) {
      add(TailEvent.Kind.FOLLOWING, from, generation, 0);
    }
    for (byte[] event : answer.events()) {
      events.add(decoded(event));
      bytes += event.length;
    }
    if (answer.skipped() > 0) {
      add(TailEvent.Kind.SKIPPED, from, generation, answer.skipped());
    }
  }

  private void add(TailEvent.Kind kind, String at, long inGeneration, long skipped) {
    events.add(TailEvent.of(kind, node.clock().instant(), at, inGeneration, skipped));
  }

  private static TailEvent decoded(byte[] event) {
    try {
      return JacksonSupport.cbor().readValue(event, TailEvent.class);
    } catch (IOException e) {
      throw new IllegalStateException("an event cannot be read", e);
    }
  }

  /** Gives what there is to whom waits for it. */
  private void hand() {
    CompletableFuture<List<TailEvent>> waiting;
    List<TailEvent> taken;
    synchronized (this) {
      waiting = taker;
      if (waiting == null || events.isEmpty()) {
        return;
      }
      taker = null;
      taken = events;
      events = new ArrayList<>();
      bytes = 0;
    }
    waiting.complete(taken);
  }

  /**
   * The next events, as soon as there are some. It is not to be called again before that.
   *
   * @throws IllegalStateException if it is
   */
  public CompletionStage<List<TailEvent>> next() {
    CompletableFuture<List<TailEvent>> next = new CompletableFuture<>();
    synchronized (this) {
      if (taker != null) {
        throw new IllegalStateException("somebody waits for the next events already");
      }
      taker = next;
    }
    hand();
    return next;
  }

  /** Follows no more. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    onClose.run();
  }
}
