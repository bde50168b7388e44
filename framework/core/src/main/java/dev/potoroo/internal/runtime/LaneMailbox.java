package dev.potoroo.internal.runtime;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.dispatch.MailboxType;
import org.apache.pekko.dispatch.MessageQueue;
import org.apache.pekko.dispatch.NodeMessageQueue;
import org.apache.pekko.dispatch.ProducesMessageQueue;
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

  /** A queue for many producers and the one thread of its lane. */
  static final class Queue extends NodeMessageQueue {
    private static final long serialVersionUID = 1L;
    private final int lane;

    Queue(int lane) {
      this.lane = lane;
    }

    int lane() {
      return lane;
    }
  }
}
