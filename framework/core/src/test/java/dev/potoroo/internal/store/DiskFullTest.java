package dev.potoroo.internal.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a small file system of its own; skipped where none can be mounted. */
@Timeout(120)
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

  private static StoreException fill(RocksStores store) {
    Random random = new Random(1);
    return catchThrowableOfType(
        StoreException.class,
        () -> {
          for (int i = 0; ; i++) {
            byte[] noise = new byte[200_000];
            random.nextBytes(noise);
            store.round(new String(noise, ISO_8859_1), "key-" + i, "hot");
          }
        });
  }

  private static void commitNext(RocksStores store) throws StoreException {
    store.store.commit(RocksStores.commit(store.generation, store.round + 1));
  }

  @Test
  void answersWhileItCannotBeOpenedAgain() throws Exception {
    Path state = disk.resolve("state");
    try (RocksStores store = new RocksStores(state)) {
      store.round("first", "hot");
      Path filler = Files.write(disk.resolve("filler"), new byte[20 << 20]);
      StoreException refusal = fill(store);
      assertThat(refusal).hasMessageContaining("No space left on device");

      Path current = state.resolve("state").resolve("rocksdb").resolve("CURRENT");
      byte[] before = Files.readAllBytes(current);
      Files.delete(filler);
      Files.writeString(current, "MANIFEST-999999\n");
      assertThat(catchThrowableOfType(StoreException.class, () -> commitNext(store))).isNotNull();
      StoreException unread =
          catchThrowableOfType(
              StoreException.class, () -> store.store.load("count", List.of("hot")));
      assertThat(unread.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(unread).hasMessageContaining("could not be opened again");

      Files.write(current, before);
      commitNext(store);
      assertThat(store.store.load("count", List.of("hot")).get(0)).isPresent();
    }
  }

  @Test
  void waitsForRoomAndGoesOn() throws Exception {
    Path state = disk.resolve("state");
    Path filler = disk.resolve("filler");
    Files.write(filler, new byte[20 << 20]);
    try (RocksStores store = new RocksStores(state)) {
      StoreException refusal = fill(store);
      assertThat(refusal.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(refusal)
          .hasMessageContaining("No space left on device")
          .hasMessageContaining(state.toString());
      // Tried again while the disk is full, as the runtime does.
      StoreException again = catchThrowableOfType(StoreException.class, () -> commitNext(store));
      assertThat(again == null || again.kind() == Kind.UNAVAILABLE).isTrue();

      Files.delete(filler);
      commitNext(store);
      store.round++;
      for (int i = 0; i < 20; i++) {
        store.round("after " + i, "new-" + i, "hot");
      }
    }
    try (StateStore reopened = RocksStores.open(state)) {
      assertThat(reopened.takeOver().last().orElseThrow().round()).isGreaterThan(20);
      assertThat(reopened.keys("count", "new-", Optional.empty(), 100)).hasSize(20);
      assertThat(
              new String(
                  reopened.load("count", List.of("hot")).get(0).orElseThrow().state(), UTF_8))
          .isEqualTo("after 19");
    }
  }
}
