package dev.potoroo.internal.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is done to whichever file: either everything is there as it was, or it is said that it
 * is not, and where.
 */
class DamageTest {
  private static final int FLIPS = 6;
  private static final int ROUNDS = 120;
  private static final int LOGS = 3;

  @TempDir private Path folder;
  private final long seed = Long.getLong("test.seed", 1);
  private final Random random = new Random(seed);
  private Map<String, String> expected = Map.of();
  private Path sound;
  private int refusals;

  @BeforeEach
  void makeStore() throws Exception {
    sound = folder.resolve("sound");
    Path live = folder.resolve("live");
    try (RocksStores store = new RocksStores(live)) {
      int rounds = 0;
      do {
        byte[] noise = new byte[12_000];
        random.nextBytes(noise);
        String text = new String(noise, ISO_8859_1);
        store.round(text, "key-" + rounds, "hot", "key-" + rounds / 2);
        rounds++;
        // As it is when the process is killed: nothing has been closed, and of some rounds there
        // is only a log that is no longer written to.
      } while (rounds < ROUNDS || !copied(live));
      expected = store.committed;
    }
  }

  private boolean copied(Path live) throws IOException {
    StoreFiles.copy(live, sound);
    return files().stream().filter(file -> file.toString().endsWith(".log")).count() >= LOGS;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(sound)) {
      return files
          .filter(Files::isRegularFile)
          .map(sound::relativize)
          .filter(file -> !file.getFileName().toString().matches("LOG.*|LOCK"))
          .sorted()
          .toList();
    }
  }

  @Test
  void noticesFlippedBits() throws Exception {
    assertThat(files()).anyMatch(f -> f.toString().endsWith(".sst"));
    for (Path file : files()) {
      long size = Files.size(sound.resolve(file));
      for (int i = 0; i < FLIPS && size > 0; i++) {
        // The first bytes say what a file is, the last ones what is in it: these too.
        long at = i == 0 ? 0 : i == 1 ? size - 1 : random.nextLong(size);
        int bit = random.nextInt(8);
        damage(file, "bit " + bit + " of byte " + at, copy -> flip(copy, at, bit));
      }
    }
    assertThat(refusals).isGreaterThan(5);
  }

  @Test
  void noticesMissingEndsAndFiles() throws Exception {
    for (Path file : files()) {
      long size = Files.size(sound.resolve(file));
      for (long cut : new long[] {0, size / 2, size - 1}) {
        if (cut >= 0 && cut < size) {
          damage(file, "cut at " + cut, copy -> truncate(copy, cut));
        }
      }
      damage(file, "deleted", Files::delete);
    }
    assertThat(refusals).isGreaterThan(5);
  }

  private interface Damage {
    void to(Path file) throws IOException;
  }

  private void damage(Path file, String what, Damage damage) throws IOException {
    Path copy = folder.resolve("damaged");
    StoreFiles.delete(copy);
    StoreFiles.copy(sound, copy);
    damage.to(copy.resolve(file));
    try (StateStore store = RocksStores.open(copy)) {
      store.takeOver();
      RocksStores.check(store, expected);
    } catch (StoreException e) {
      refusals++;
      assertThat(e.kind())
          .as("%s: %s, seed %d: %s", file, what, seed, e.getMessage())
          .isIn(StoreException.Kind.CORRUPT, StoreException.Kind.REFUSED);
      assertThat(e).hasMessageContaining(copy.toString()).hasMessageNotContaining("\n");
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(file + ": " + what + ", seed " + seed, e);
    }
  }

  private static void flip(Path file, long at, int bit) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int old = bytes.read();
      bytes.seek(at);
      bytes.write(old ^ 1 << bit);
    }
  }

  private static void truncate(Path file, long length) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.setLength(length);
    }
  }
}
