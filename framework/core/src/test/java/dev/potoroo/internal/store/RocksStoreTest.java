package dev.potoroo.internal.store;

import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StateStoreContract;
import dev.potoroo.store.StoreContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreTest extends StateStoreContract {
  @TempDir private Path folder;
  private int copies;

  @Override
  protected StateStore open(String pipeline) throws Exception {
    return open(folder.resolve(pipeline), pipeline);
  }

  private static StateStore open(Path directory, String pipeline) throws Exception {
    return new RocksDbProvider().open(new StoreContext(pipeline, directory, ConfigFactory.load()));
  }

  @Override
  protected boolean shared() {
    return false;
  }

  /** What is in the files while the store is open is what a killed process leaves. */
  @Override
  protected StateStore crashed(String pipeline, StateStore running) throws Exception {
    Path live = folder.resolve(pipeline);
    Path copy = folder.resolve("copy-" + copies++);
    StoreFiles.copy(live, copy);
    running.close();
    Files.move(live, folder.resolve("old-" + copies++));
    Files.move(copy, live);
    return open(pipeline);
  }

  /** RocksDB begins to merge what earlier openings have left while the store looks at it. */
  @Test
  void canBeOpenedAgainAndAgain() throws Exception {
    for (int round = 0; round < 20; round++) {
      try (RocksStores stores = new RocksStores(folder.resolve("again"))) {
        stores.round = round;
        stores.round("state", "k" + round);
      }
    }
  }

  /** With buffers of 1 MiB; smaller rounds wait until six of them are full. */
  @Test
  void writesARoundThatIsLargerThanAllBuffersToAFileBeforeTheNextOne() throws Exception {
    Path directory = folder.resolve("large");
    try (RocksStores stores = new RocksStores(directory)) {
      stores.round("large".repeat(1_000_000), "k");
      stores.round("small", "l");
      await().until(() -> hasTables(directory));
    }
  }

  private static boolean hasTables(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.anyMatch(file -> file.toString().endsWith(".sst"));
    }
  }
}
