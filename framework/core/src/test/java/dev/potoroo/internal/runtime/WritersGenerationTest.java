package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.round.Assignment.NodeSpec;
import dev.potoroo.internal.store.RocksDbProvider;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreContext;
import dev.potoroo.store.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritersGenerationTest {
  @TempDir Path directory;

  private final List<String> broken = new ArrayList<>();
  private StateStore store;
  private Node node;
  private WritersGeneration generation;

  @BeforeEach
  void enter() throws StoreException {
    store = new RocksDbProvider().open(new StoreContext("p", directory, ConfigFactory.load()));
    node = new TestNode(directory, Map.of(), store, (number, reason) -> broken.add(reason)).node;
    long number = store.takeOver().generation();
    node.generationNumber(number);
    generation =
        new WritersGeneration(
            new GenerationStore(node, number),
            new Assignment(
                List.of(new NodeSpec("10.0.0.1:77", 1), new NodeSpec("b:1", 2)), List.of()));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void namesNodesAsFilesDo() {
    assertThat(generation.nodes()).containsExactlyInAnyOrder("10.0.0.1-77", "b-1");
  }

  @Test
  void isTheLatestUntilTheStoreHasANewerOneOfWhichThisNodeKnowsNothing() throws Exception {
    generation.requireLatest();
    generation.requireLatest();
    store.takeOver();
    assertThatThrownBy(generation::requireLatest).isInstanceOf(NodeStore.UnwantedException.class);
    assertThat(broken).hasSize(1);
  }

  @Test
  void isOverWhenThisNodeHasGoneOn() {
    node.generationNumber(node.generationNumber() + 1);
    assertThatThrownBy(generation::requireLatest).isInstanceOf(NodeStore.UnwantedException.class);
    assertThat(broken).isEmpty();
  }
}
