package dev.potoroo.internal.runtime;

import com.typesafe.config.Config;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.dispatch.Envelope;
import org.apache.pekko.dispatch.MailboxType;
import org.apache.pekko.dispatch.MessageQueue;
import org.apache.pekko.dispatch.ProducesMessageQueue;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * The mailbox of a state object: knows its lane from its owner's path, {@code
 * .../TYPE/SHARD/ENTITY}. Named in configuration. The Scala type in here is forced by Pekko's
 * interface.
 */
public final class LaneMailbox implements MailboxType, ProducesMessageQueue<LaneMailbox.Queue> {
  private final Lanes lanes;

  /** Called by Pekko. */
  public LaneMailbox(ActorSystem.Settings settings, Config config) {
    lanes = Lanes.byId(config.getString("lanes-id"));
  }

  @Override
  public MessageQueue create(Option<ActorRef> owner, Option<ActorSystem> system) {
    int shard = owner.isDefined() ? Integer.parseInt(owner.get().path().parent().name()) : 0;
    return new Queue(lanes.ofShard(shard).index());
  }

  /**
   * A queue for many producers and the one thread of its lane. {@link EntityMessage.Deliver}, which
   * only the lane itself sends, says nothing but that it was sent: it is a flag, and comes first.
   * All others are rare; while there is none, nothing is kept for them.
   */
  static final class Queue implements MessageQueue {
    private static final Envelope DELIVER =
        new Envelope(EntityMessage.Deliver.INSTANCE, ActorRef.noSender());
    private final int lane;
    private boolean delivery;
    private volatile @Nullable Deque<Envelope> others;

    Queue(int lane) {
      this.lane = lane;
    }

    int lane() {
      return lane;
    }

    @Override
    public void enqueue(ActorRef receiver, Envelope envelope) {
      if (envelope.message() == EntityMessage.Deliver.INSTANCE) {
        delivery = true;
      } else {
        add(envelope);
      }
    }

    private synchronized void add(Envelope envelope) {
      Deque<Envelope> queue = others;
      if (queue == null) {
        queue = new ArrayDeque<>(2);
        others = queue;
      }
      queue.add(envelope);
    }

    @Override
    public @Nullable Envelope dequeue() {
      if (delivery) {
        delivery = false;
        return DELIVER;
      }
      return others == null ? null : poll();
    }

    private synchronized @Nullable Envelope poll() {
      Deque<Envelope> queue = others;
      if (queue == null) {
        return null;
      }
      Envelope first = queue.poll();
      if (queue.isEmpty()) {
        others = null;
      }
      return first;
    }

    @Override
    public boolean hasMessages() {
      return delivery || others != null;
    }

    @Override
    public synchronized int numberOfMessages() {
      Deque<Envelope> queue = others;
      return (delivery ? 1 : 0) + (queue == null ? 0 : queue.size());
    }

    @Override
    public void cleanUp(ActorRef owner, MessageQueue deadLetters) {
      for (Envelope left = dequeue(); left != null; left = dequeue()) {
        deadLetters.enqueue(owner, left);
      }
    }
  }
}
