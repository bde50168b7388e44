package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StateStoreProvider;
import dev.potoroo.store.StoreContext;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * What a run left behind: the output of each key, in its order, and the committed state of each.
 *
 * @param output a digest of the lines of each key
 * @param states the version and the bytes of each object, by step and key
 */
record Outcome(Map<String, Lines> output, Map<String, String> states) {
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final int PAGE = 1_000;

  /**
   * The lines of a key.
   *
   * @param inOrder a digest of their bytes that depends on their order
   * @param sum one that does not
   */
  record Lines(long count, long inOrder, long sum) {
    private static final long EMPTY = 0xcbf29ce484222325L;
    private static final Lines NONE = new Lines(0, EMPTY, 0);

    private Lines and(String line) {
      return new Lines(count + 1, digest(inOrder, line), sum + digest(EMPTY, line));
    }

    private static long digest(long before, String line) {
      long hash = before;
      for (int i = 0; i < line.length(); i++) {
        hash = (hash ^ line.charAt(i)) * FNV_PRIME;
      }
      return (hash ^ '\n') * FNV_PRIME;
    }

    private Lines unordered() {
      return new Lines(count, 0, sum);
    }
  }

  /** Reads the output of a workload; in each file, that of a key must be in order. */
  static Map<String, Lines> output(Workload workload, List<Path> files) {
    Map<String, Lines> keys = new HashMap<>();
    for (Path file : files) {
      Map<String, Double> numbers = new HashMap<>();
      try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          String key = workload.keyOf(line);
          keys.put(key, keys.getOrDefault(key, Lines.NONE).and(line));
          double number = workload.numberOf(line);
          Double before = numbers.put(key, number);
          if (before != null && before >= number) {
            throw new AssertionError(
                "[" + line + "] comes after [" + before + "] in [" + file + "]");
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new TreeMap<>(keys);
  }

  /**
   * Reads what is committed to a store that no process uses.
   *
   * @param settings of the store, such as {@code potoroo.store.postgres.url}
   */
  static Map<String, String> states(Workload workload, Path dataDirectory, Config settings) {
    Config all = settings.withFallback(ConfigFactory.load()).resolve();
    String type = all.getString("potoroo.store.type");
    StateStoreProvider provider =
        ServiceLoader.load(StateStoreProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(one -> one.type().equals(type))
            .findFirst()
            .orElseThrow();
    Path directory = dataDirectory.resolve(workload.pipeline);
    Map<String, String> states = new TreeMap<>();
    try (StateStore store = provider.open(new StoreContext(workload.pipeline, directory, all))) {
      for (String step : workload.steps) {
        read(store, step, states);
      }
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
    return states;
  }

  private static void read(StateStore store, String step, Map<String, String> to)
      throws StoreException {
    Optional<String> after = Optional.empty();
    List<String> keys;
    do {
      keys = store.keys(step, "", after, PAGE);
      List<Optional<StoredState>> page = store.load(step, keys);
      for (int i = 0; i < keys.size(); i++) {
        StoredState state = page.get(i).orElseThrow();
        String bytes = new String(state.state(), StandardCharsets.ISO_8859_1);
        to.put(step + "/" + keys.get(i), state.version() + " " + bytes);
        after = Optional.of(keys.get(i));
      }
    } while (keys.size() == PAGE);
  }

  /** Fails, and names the first key that differs, unless both are the same. */
  void assertSameAs(Outcome undisturbed, Object context) {
    assertSame("output of", output, undisturbed.output, context);
    assertSame("state of", states, undisturbed.states, context);
  }

  /** The same, but the lines of a key may be in several files. */
  void assertSameWherever(Outcome undisturbed, Object context) {
    assertSame("output of", unordered(output), unordered(undisturbed.output), context);
    assertSame("state of", states, undisturbed.states, context);
  }

  private static Map<String, Lines> unordered(Map<String, Lines> output) {
    Map<String, Lines> unordered = new TreeMap<>();
    output.forEach((key, lines) -> unordered.put(key, lines.unordered()));
    return unordered;
  }

  private static <V> void assertSame(
      String what, Map<String, V> is, Map<String, V> wanted, Object context) {
    wanted.forEach(
        (key, value) ->
            assertThat(is.get(key)).as("%s [%s], %s", what, key, context).isEqualTo(value));
    assertThat(is.keySet()).as("%s all keys, %s", what, context).isEqualTo(wanted.keySet());
  }
}
