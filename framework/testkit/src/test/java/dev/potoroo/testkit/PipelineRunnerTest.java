package dev.potoroo.testkit;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.PotorooException;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.testkit.Shop.Total;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineRunnerTest {
  @TempDir private Path folder;

  private Path orders;
  private Path notes;

  @BeforeEach
  void writeInput() throws IOException {
    orders = folder.resolve("orders.jsonl");
    notes = Files.writeString(folder.resolve("notes.txt"), "hello\n");
    Files.writeString(
        orders,
        IntStream.range(0, 100)
            .mapToObj(i -> "{\"customer\":\"c" + i % 10 + "\",\"article\":\"hat\",\"amount\":1}\n")
            .collect(joining()));
  }

  private PipelineRunner runner() {
    PipelineRunner runner =
        PipelineRunner.of(new Shop(), folder)
            .fromFile("orders", orders, Framing.NEWLINE)
            .fromFile("notes", notes, Framing.NEWLINE);
    for (String sink : List.of("earned", "sales", "short-notes", "bad-notes")) {
      runner.toFile(sink, folder.resolve(sink + "-{node}"), Framing.NEWLINE);
    }
    return runner;
  }

  private List<String> lines(String sink) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(sink))
          .flatMap(
              file -> {
                try {
                  return Files.readAllLines(file).stream();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, false", "3, false", "3, true"})
  void runsToTheEndOnRealNodes(int count, boolean postgres) throws IOException {
    PipelineRunner runner = runner().nodes(count);
    if (postgres) {
      runner.postgres();
    }
    try (PipelineNodes nodes = runner.start()) {
      nodes.awaitEnd();
      assertThat(nodes.all()).hasSize(count);
    }
    assertThat(lines("earned"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, 100).mapToObj(i -> "hat " + i).toList());
    assertThat(lines("short-notes")).containsExactly("hel");
  }

  @Test
  void showsObjectsOfARunThatGoesOn() {
    try (PipelineNodes nodes = runner().nodes(2).set("potoroo.keep-running", true).start()) {
      nodes.awaitIdle();
      assertThat(nodes.status().steps().get(0).records()).isEqualTo(100);
      StateView<Total> one = nodes.object("customers", "c3", Total.class).orElseThrow();
      assertThat(one.state()).isEqualTo(new Total("c3", 10, 10));
      assertThat(one.version()).isEqualTo(10);
      assertThat(nodes.object("customers", "nobody", Total.class)).isEmpty();
      assertThatThrownBy(() -> nodes.object("customers", "c3", Integer.class))
          .hasMessageContainingAll("[customers]", "[c3]", "java.lang.Integer");
      nodes.stop();
    }
  }

  @Test
  void saysWhyARunCannotStart() {
    PipelineRunner runner = runner().fromFile("notes", folder.resolve("no.txt"), Framing.NEWLINE);
    assertThatThrownBy(runner::start)
        .isInstanceOf(PotorooException.class)
        .hasMessageContainingAll("[notes]", "no.txt");
  }

  @Test
  void saysWhyARunHasFailed() throws IOException {
    Files.writeString(
        orders,
        "{\"customer\":\"c\",\"article\":\"%s\",\"amount\":1}\n".formatted("x".repeat(300)));
    PipelineRunner runner = runner().toFile("earned", folder.resolve("short"), Framing.LENGTH_1);
    try (PipelineNodes nodes = runner.start()) {
      assertThatThrownBy(nodes::awaitEnd)
          .isInstanceOf(PotorooException.class)
          .hasMessageContainingAll("[earned]", "Choose a longer header");
    }
  }
}
