package dev.potoroo.internal.runtime;

import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StoreException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.pekko.actor.typed.ActorRef;

/** Takes a node into a generation. Blocks, on a thread that does nothing else. */
final class Entry {
  private final Node node;
  private final ResolvedBindings bindings;
  private final ActorRef<NodeMessage> agent;

  Entry(Node node, ResolvedBindings bindings, ActorRef<NodeMessage> agent) {
    this.node = node;
    this.bindings = bindings;
    this.agent = agent;
  }

  /**
   * Leaves what was, and opens what the generation needs.
   *
   * @return the last round committed
   * @throws dev.potoroo.PotorooException if a connector cannot be opened
   */
  long enter(Generation next, Optional<RoundCommit> last) throws InterruptedException {
    long committed = last.map(RoundCommit::round).orElse(0L);
    List<ParkedKeys> parked =
        node.store().map(store -> enterStore(store, next, committed)).orElse(List.of());
    Map<String, Map<String, Long>> positions = last.map(RoundCommit::positions).orElse(Map.of());
    Optional<Map<String, Map<String, String>>> marks =
        node.store().map(store -> last.map(RoundCommit::sinks).orElse(Map.of()));
    LongConsumer onReader = generation -> agent.tell(new NodeMessage.ReaderPaused(generation));
    node.committedRound(committed);
    Long watermark = last.map(RoundCommit::watermark).orElse(null);
    long reached = watermark == null ? Long.MIN_VALUE : watermark;
    node.parts().enter(next, bindings, positions, marks, parked, committed, reached, onReader);
    return committed;
  }

  private List<ParkedKeys> enterStore(NodeStore store, Generation next, long committed) {
    long generation = next.number();
    try {
      return store.insist(
          s -> {
            s.enter(generation);
            node.pauses().restore(PauseRows.read(s));
            References references = node.references();
            references.enter(
                generation,
                committed,
                references
                    .committed()
                    .next(references.holders(), RefSnapshot.read(s, references.holders())));
            return ParkedKeys.read(s, node.topology(), next::isHome);
          },
          () -> node.generationNumber() == generation);
    } catch (StoreException e) {
      if (e.kind() == StoreException.Kind.FENCED) {
        agent.tell(new NodeMessage.Fenced(generation, String.valueOf(e.getMessage())));
        throw new NodeStore.UnwantedException();
      }
      store.fail(e);
      throw new NodeStore.UnwantedException();
    }
  }
}
