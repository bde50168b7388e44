package dev.potoroo.testkit;

import dev.potoroo.JacksonSupport;
import dev.potoroo.PotorooException;
import dev.potoroo.PotorooException.Fault;
import dev.potoroo.service.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** What a node in a process of its own tells the test: a file for each piece of news, once. */
final class NodeNews {
  private final Path up;
  private final Path end;

  /**
   * The node is a member, and can be asked.
   *
   * @param address its address in the cluster
   * @param url where its management endpoint listens
   */
  record Up(String address, String url) {}

  /**
   * The run has ended there.
   *
   * @param kind how
   * @param faults what went wrong, if it failed
   */
  record End(Outcome.Kind kind, List<Fault> faults) {
    Outcome outcome() {
      return new Outcome(
          kind, faults.isEmpty() ? Optional.empty() : Optional.of(new PotorooException(faults)));
    }
  }

  /**
   * @param folder of the run
   * @param node the name of the node
   */
  NodeNews(Path folder, String node) {
    this.up = folder.resolve(node + ".up.json");
    this.end = folder.resolve(node + ".end.json");
  }

  /** Removes what a node of an earlier run in this folder has told. */
  void forget() {
    try {
      Files.deleteIfExists(up);
      Files.deleteIfExists(end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void tell(Up news) {
    write(up, news);
  }

  void tell(Outcome outcome) {
    List<Fault> faults = outcome.failure().map(PotorooException::faults).orElse(List.of());
    write(end, new End(outcome.kind(), faults));
  }

  Optional<Up> up() {
    return read(up, Up.class);
  }

  Optional<Outcome> outcome() {
    return read(end, End.class).map(End::outcome);
  }

  /** Moved into its place, so that nobody reads a half of it. */
  private static void write(Path file, Object news) {
    Path half = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(half, JacksonSupport.json().writeValueAsBytes(news));
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> Optional<T> read(Path file, Class<T> type) {
    try {
      return Files.exists(file)
          ? Optional.of(JacksonSupport.json().readValue(Files.readAllBytes(file), type))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
