package dev.potoroo.internal.runtime;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;
import org.jspecify.annotations.Nullable;

/**
 * The sharded entity of one key of one step: its mailbox serializes all that happens to the state
 * object. A thin shell: what it does is in {@link LaneStep} and {@link StateObject}, on the same
 * thread, its lane's.
 */
final class EntityActor extends ExtensibleBehavior<EntityMessage> {
  private final Node node;
  private final LaneStep step;
  private final ActorContext<EntityMessage> context;
  private final ActorRef<EntityMessage> self;
  private final org.apache.pekko.actor.ActorRef shard;
  private @Nullable Slot slot;

  private EntityActor(Node node, LaneStep step, ActorContext<EntityMessage> context) {
    this.node = node;
    this.step = step;
    this.context = context;
    self = context.getSelf();
    shard = Adapter.toClassic(context).parent();
  }

  static Behavior<EntityMessage> create(Node node, int step, EntityContext<EntityMessage> entity) {
    return Behaviors.setup(
        context -> new EntityActor(node, laneStep(node, step, entity.getEntityId()), context));
  }

  private static LaneStep laneStep(Node node, int step, String key) {
    int shard = KeyShards.shardOf(key, node.settings().shards());
    return node.parts().workOf(shard).step(step);
  }

  @Override
  public Behavior<EntityMessage> receive(
      TypedActorContext<EntityMessage> ctx, EntityMessage message) {
    try {
      return handle(message);
    } catch (RuntimeException | Error e) {
      // An actor that stopped here would come back empty, as if the key had never been seen.
      node.failInternally("a state object failed", e);
      return this;
    }
  }

  private Behavior<EntityMessage> handle(EntityMessage message) {
    Slot mine = slot;
    if (message instanceof EntityMessage.Deliver) {
      if (mine != null) {
        step.deliver(mine, this);
      }
    } else if (message instanceof EntityMessage.Start start) {
      if (start.slot().actor == null) {
        slot = start.slot();
        step.started(start.slot(), this);
      }
    } else if (message instanceof EntityMessage.GoOn) {
      if (mine != null) {
        step.drainWaiting(mine, this);
      }
    } else {
      return Behaviors.stopped();
    }
    return this;
  }

  @Override
  public Behavior<EntityMessage> receiveSignal(
      TypedActorContext<EntityMessage> ctx, Signal signal) {
    return this;
  }

  ActorRef<EntityMessage> self() {
    return self;
  }

  void retryAfter(Duration backoff) {
    context.scheduleOnce(backoff, context.getSelf(), EntityMessage.GoOn.INSTANCE);
  }

  /**
   * Asks the shard to stop this actor; a later record of the key starts another one. It is the
   * shard itself that is asked, not the typed command actor in front of it: a start that follows
   * must not come to the shard first, or this actor would get it, and be stopped with it. May be
   * called by anyone on the lane.
   */
  void leave() {
    slot = null;
    shard.tell(new ShardRegion.Passivate(new EntityMessage.Stop()), Adapter.toClassic(self));
  }
}
