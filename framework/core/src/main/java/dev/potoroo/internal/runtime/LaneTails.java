package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.potoroo.JacksonSupport;
import dev.potoroo.Next;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.status.TailEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells those who follow keys of one step on one lane what happens to them. A key that nobody
 * follows costs a look at a flag of its slot. Touched only by the lane's thread.
 */
final class LaneTails {
  private static final int MAX_OUTPUTS = 100;

  private final Node node;
  private final LaneWork work;
  private final StateJson states;
  private final int maxEvent;
  private final TailBudget budget;

  /** For each key its followers. */
  private final Map<String, Map<String, TailBuffer>> followed = new HashMap<>();

  private boolean warm;

  LaneTails(Node node, StepVertex vertex, LaneWork work) {
    this.node = node;
    this.work = work;
    this.states = new StateJson(vertex, node.masking());
    this.maxEvent = node.settings().wire().maxMessageSize() / 2;
    this.budget = new TailBudget(node.settings().inspect().tailLoad(), System.nanoTime());
  }

  /** What a handler is to decide. */
  interface Decision {
    Next<Object, Object> make() throws Exception;
  }

  /** Somebody follows a key, or goes on to; what has happened to it since. */
  TailBuffer.Fetched fetch(@Nullable Slot slot, String key, String follower, int maxBytes) {
    long now = System.nanoTime();
    forget(now);
    TailBuffer buffer =
        followed
            .computeIfAbsent(key, i -> new HashMap<>())
            .computeIfAbsent(
                follower, i -> new TailBuffer(node.settings().inspect().tailBuffer(), now));
    if (slot != null) {
      opened(slot);
    }
    return buffer.fetch(Math.min(maxBytes, node.settings().wire().maxMessageSize()), now);
  }

  /** Whether somebody is in this list is known only by asking: who is gone does not say so. */
  private void forget(long now) {
    followed.values().forEach(all -> all.values().removeIf(buffer -> buffer.isAbandoned(now)));
    followed.values().removeIf(Map::isEmpty);
  }

  /** A slot is there: perhaps its key is followed. */
  void opened(Slot slot) {
    if (!followed.isEmpty() && followed.containsKey(slot.key)) {
      slot.watched |= Slot.TAILED;
    }
  }

  /** A generation begins: who follows says so again, here or where the key lives from now on. */
  void enter() {
    followed.clear();
  }

  /**
   * A record of a followed key is handled.
   *
   * @throws Exception what the handler threw
   */
  Next<Object, Object> observe(Slot slot, Object record, Decision decision) throws Exception {
    long began = System.nanoTime();
    List<TailBuffer> told = told(slot, began);
    if (told.isEmpty()) {
      return decision.make();
    }
    JsonNode before = shown(slot);
    JsonNode in = ShownJson.of(record, node.masking());
    long handling = System.nanoTime();
    Next<Object, Object> next = null;
    Throwable error = null;
    try {
      next = decision.make();
      return next;
    } catch (Throwable e) {
      error = e;
      throw e;
    } finally {
      long handled = System.nanoTime() - handling;
      tell(told, in, before, slot, next, handled, error);
      if (warm) {
        budget.spend(System.nanoTime() - began - handled);
      }
      // The first one has loaded classes, which says nothing of what the next one takes.
      warm = true;
    }
  }

  /** Those whom this record is told. */
  private List<TailBuffer> told(Slot slot, long now) {
    Map<String, TailBuffer> followers = followed.get(slot.key);
    if (followers == null) {
      slot.watched &= ~Slot.TAILED;
      return List.of();
    }
    List<TailBuffer> told = List.of();
    for (TailBuffer follower : followers.values()) {
      if (follower.hasRoom() && budget.left(now)) {
        told = told.isEmpty() ? new ArrayList<>() : told;
        told.add(follower);
      } else {
        follower.skip();
      }
    }
    if (told.isEmpty()) {
      forget(now);
    }
    return told;
  }

  /** Whatever a codec of the application's does: the record must be handled all the same. */
  private JsonNode shown(StateObject object) {
    try {
      return object.exists() ? states.shown(object.state()) : NullNode.instance;
    } catch (StackOverflowError | LinkageError e) {
      return TextNode.valueOf("cannot be shown: " + Fatal.describe(e));
    }
  }

  private void tell(
      List<TailBuffer> told,
      JsonNode record,
      JsonNode before,
      StateObject object,
      @Nullable Next<Object, Object> next,
      long nanos,
      @Nullable Throwable error) {
    Generation current = work.generation();
    JsonNode patch = next == null ? null : JsonPatch.between(before, shown(object));
    List<String> omitted = new ArrayList<>();
    List<JsonNode> outputs = next == null ? List.of() : outputs(next, omitted);
    for (TailBuffer follower : told) {
      add(
          follower,
          new TailEvent(
              TailEvent.Kind.RECORD,
              work.now(),
              work.address(),
              current == null ? 0 : current.number(),
              follower.skipped(),
              record,
              follower.needsBefore() ? before : null,
              patch,
              outputs,
              object.version(),
              nanos / 1000,
              error == null ? null : Fatal.describe(error),
              omitted));
    }
  }

  private List<JsonNode> outputs(Next<Object, Object> next, List<String> omitted) {
    List<JsonNode> outputs = new ArrayList<>();
    for (int i = 0; i < Math.min(next.emittedCount(), MAX_OUTPUTS); i++) {
      outputs.add(ShownJson.of(next.emitted(i), node.masking()));
    }
    if (next.emittedCount() > MAX_OUTPUTS) {
      omitted.add("outputs after " + MAX_OUTPUTS + " of " + next.emittedCount());
    }
    return outputs;
  }

  private void add(TailBuffer follower, TailEvent event) {
    try {
      byte[] bytes = JacksonSupport.cbor().writeValueAsBytes(event);
      if (bytes.length <= maxEvent) {
        follower.add(bytes, true);
      } else {
        TailEvent small = Tails.withoutLarge(event, maxEvent);
        follower.add(JacksonSupport.cbor().writeValueAsBytes(small), false);
      }
    } catch (JsonProcessingException e) {
      // Nested too deeply for the format.
      follower.skip();
    }
  }
}
