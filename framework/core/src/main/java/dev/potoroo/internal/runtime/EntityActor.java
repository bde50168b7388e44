package dev.potoroo.internal.runtime;

import java.time.Duration;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.UntypedAbstractActor;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.jspecify.annotations.Nullable;

/**
 * The sharded entity of one key of one step: its mailbox serializes all that happens to the state
 * object. A thin shell: what it does is in {@link LaneStep} and {@link StateObject}, on the same
 * thread, its lane's.
 *
 * <p>There are millions of these. That is why it is a classic actor: around a typed one Pekko keeps
 * a second context, an adapter and three interceptors, twice the memory, and each message passes
 * through all of them.
 */
final class EntityActor extends UntypedAbstractActor implements Entity {
  private final Node node;
  private @Nullable LaneStep step;
  private @Nullable ActorSlot slot;

  private EntityActor(Node node) {
    this.node = node;
  }

  static Props props(Node node) {
    return Props.create(EntityActor.class, () -> new EntityActor(node));
  }

  @Override
  public void onReceive(Object message) {
    try {
      handle(message);
    } catch (RuntimeException | Error e) {
      // An actor that stopped here would come back empty, as if the key had never been seen.
      node.failInternally("a state object failed", e);
    }
  }

  private void handle(Object message) {
    if (message instanceof EntityMessage.Start start) {
      start(start);
    } else if (message instanceof EntityMessage.Stop) {
      getContext().stop(getSelf());
    } else if (slot != null && step != null) {
      if (message instanceof EntityMessage.Deliver) {
        step.deliver(slot);
      } else if (message instanceof EntityMessage.GoOn) {
        step.drainWaiting(slot, this);
      } else if (message instanceof EntityMessage.TryAgain) {
        step.holds().goOn(slot, this);
      }
    }
  }

  private void start(EntityMessage.Start start) {
    if (start.slot().entity == null) {
      step = start.step();
      slot = start.slot();
      start.step().started(start.slot(), this);
    }
  }

  @Override
  public void deliver() {
    getSelf().tell(EntityMessage.Deliver.INSTANCE, ActorRef.noSender());
  }

  @Override
  public void goOn() {
    getSelf().tell(EntityMessage.GoOn.INSTANCE, ActorRef.noSender());
  }

  @Override
  public void tryAgain() {
    getSelf().tell(EntityMessage.TryAgain.INSTANCE, ActorRef.noSender());
  }

  @Override
  public void retryAfter(Duration backoff) {
    ActorSystem system = getContext().getSystem();
    system
        .scheduler()
        .scheduleOnce(
            backoff,
            getSelf(),
            EntityMessage.TryAgain.INSTANCE,
            system.dispatcher(),
            ActorRef.noSender());
  }

  /** Asks the shard to stop this actor. */
  @Override
  public void leave() {
    slot = null;
    getContext().getParent().tell(new ShardRegion.Passivate(new EntityMessage.Stop()), getSelf());
  }

  /**
   * The shard finds it gone when it is handed over. Pekko would else watch each one, ask it to
   * stop, and wait for all of them: at 100 000 objects most of the time of a move.
   */
  @Override
  public void end() {
    slot = null;
    getContext().getSystem().stop(getSelf());
  }
}
