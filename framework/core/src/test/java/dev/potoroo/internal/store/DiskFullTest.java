package dev.potoroo.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a small file system of its own; skipped where none can be mounted. */
class DiskFullTest {
  @TempDir private Path folder;
  private Path disk;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", disk.toString());
    assumeTrue(mounted, "a file system cannot be mounted here: not root, or not Linux");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void waitsForRoomAndGoesOn() throws Exception {
    Path state = disk.resolve("state");
    Path filler = disk.resolve("filler");
    Files.write(filler, new byte[20 << 20]);
    Random random = new Random(1);
    try (RocksStores store = new RocksStores(state)) {
      StoreException refusal =
          catchThrowableOfType(
              StoreException.class,
              () -> {
                for (int i = 0; ; i++) {
                  byte[] noise = new byte[200_000];
                  random.nextBytes(noise);
                  store.round(
                      new String(noise, java.nio.charset.StandardCharsets.ISO_8859_1),
                      "key-" + i,
                      "hot");
                }
              });
      assertThat(refusal.kind()).isEqualTo(StoreException.Kind.UNAVAILABLE);
      assertThat(refusal)
          .hasMessageContaining("No space left on device")
          .hasMessageContaining(state.toString());
      // Tried again while the disk is full, as the runtime does.
      StoreException again =
          catchThrowableOfType(
              StoreException.class,
              () -> store.store.commit(RocksStores.commit(store.generation, store.round + 1)));
      assertThat(again == null || again.kind() == StoreException.Kind.UNAVAILABLE).isTrue();

      Files.delete(filler);
      store.store.commit(RocksStores.commit(store.generation, store.round + 1));
      store.round++;
      for (int i = 0; i < 20; i++) {
        store.round("after " + i, "new-" + i, "hot");
      }
    }
    try (StateStore reopened = RocksStores.open(state)) {
      assertThat(reopened.takeOver().last().orElseThrow().round()).isGreaterThan(20);
      assertThat(reopened.keys("count", "new-", java.util.Optional.empty(), 100)).hasSize(20);
      assertThat(
              new String(
                  reopened.load("count", java.util.List.of("hot")).get(0).orElseThrow().state(),
                  java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo("after 19");
    }
  }
}
