package dev.potoroo.samples.guide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.potoroo.DeadLetter;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.samples.StockPrices;
import dev.potoroo.samples.StockPrices.NewHigh;
import dev.potoroo.samples.StockPrices.Stock;
import dev.potoroo.samples.StockPrices.Tick;
import dev.potoroo.samples.WordCount;
import dev.potoroo.samples.guide.QuietSensors.Mean;
import dev.potoroo.samples.guide.QuietSensors.Quiet;
import dev.potoroo.samples.guide.QuietSensors.Reading;
import dev.potoroo.testkit.PipelineNodes;
import dev.potoroo.testkit.PipelineRunner;
import dev.potoroo.testkit.PipelineTest;
import dev.potoroo.testkit.SetTimer;
import dev.potoroo.testkit.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guide says about tests. */
class TestKitGuideTest {
  @TempDir private Path folder;

  // #region pipeline
  @Test
  void emitsNewHighsAndRemembersThem() {
    try (PipelineTest test = PipelineTest.of(new StockPrices())) {
      test.put("ticks", new Tick("IBM", 165.2), new Tick("KO", 60), new Tick("IBM", 164));

      assertThat(test.sink("new-highs", NewHigh.class))
          .containsExactlyInAnyOrder(new NewHigh("IBM", 165.2), new NewHigh("KO", 60));
      assertThat(test.state("latest-price", "IBM", Stock.class)).contains(new Stock(164, 165.2));
    }
  }

  // #endregion

  @Test
  void showsWhatWasGivenUp() {
    // #region raw
    try (PipelineTest test = PipelineTest.of(new StockPrices())) {
      test.putBytes("ticks", "{\"symbol\":\"IBM\"".getBytes(UTF_8));
      test.putStream(
          "ticks", Framing.NEWLINE, "{\"symbol\":\"KO\",\"price\":60}\n".getBytes(UTF_8));

      assertThat(test.deadLetters()).extracting(DeadLetter::reason).containsExactly("decode");
      assertThat(test.sinkBytes("new-highs")).hasSize(1);
    }
    // #endregion
  }

  @Test
  void letsTimeGoOn() {
    // #region time
    try (PipelineTest test =
        PipelineTest.of(new StockPrices())
            .startAt(Instant.parse("2030-01-02T09:30:00Z"))
            .set("potoroo.rounds.interval", "1s")) {
      test.put("ticks", new Tick("IBM", 165.2));
      assertThat(test.committed("new-highs", NewHigh.class)).isEmpty();

      test.advance(Duration.ofMinutes(5));
      assertThat(test.now()).isEqualTo("2030-01-02T09:35:00Z");
      assertThat(test.committed("new-highs", NewHigh.class)).hasSize(1);
    }
    // #endregion
  }

  @Test
  void timersAndWindowsGoByThatTime() {
    // #region event-time
    Instant noon = Instant.parse("2030-01-02T12:00:00Z");
    try (PipelineTest test = PipelineTest.of(new QuietSensors()).startAt(noon)) {
      test.put("readings", new Reading("s1", 20, noon), new Reading("s1", 22, noon));
      assertThat(test.timers("watch", "s1"))
          .extracting(SetTimer::name, SetTimer::at)
          .contains(tuple("quiet", noon.plus(ofMinutes(5))));

      test.advance(ofMinutes(5));
      assertThat(test.sink("quiet", Quiet.class)).containsExactly(new Quiet("s1", noon));
      assertThat(test.sink("means-out", Mean.class)).isEmpty();

      // Ten seconds out of order are allowed, and a round has to end.
      test.put("readings", new Reading("s2", 9, noon.plusSeconds(70))).advance(ofSeconds(1));
      assertThat(test.eventTime()).isEqualTo(noon.plusSeconds(60));
      assertThat(test.sink("means-out", Mean.class))
          .containsExactly(new Mean("s1", noon.minus(ofMinutes(9)), noon.plus(ofMinutes(1)), 21));

      test.endInput();
      assertThat(test.sink("means-out", Mean.class)).hasSize(20);
    }
    // #endregion
  }

  @Test
  void breaksThings() {
    // #region faults
    try (PipelineTest test = PipelineTest.of(new StockPrices()).nodes(3).partitions("ticks", 2)) {
      test.putTo("ticks", 0, new Tick("IBM", 165.2)).endRound();
      test.putTo("ticks", 1, new Tick("IBM", 166));
      test.crash("node-2");
      assertThat(test.state("latest-price", "IBM", Stock.class)).contains(new Stock(166, 166));

      test.endRound().failNextWrite("new-highs", new IOException("disk full"));
      assertThatThrownBy(() -> test.put("ticks", new Tick("IBM", 170)))
          .isInstanceOf(PotorooException.class)
          .hasMessageContaining("disk full");

      test.restart().endRound();
      assertThat(test.committed("new-highs", NewHigh.class))
          .containsExactly(
              new NewHigh("IBM", 165.2), new NewHigh("IBM", 166), new NewHigh("IBM", 170));
    }
    // #endregion
  }

  // #region scenario
  /** The count of each word is right, and all of them were written. */
  static final class CountsAreRight implements Simulation.Scenario {
    private final Map<String, Long> expected = new TreeMap<>();

    @Override
    public Pipeline pipeline() {
      return new WordCount();
    }

    @Override
    public void input(PipelineTest test, Random random) {
      String word = "w" + random.nextInt(5);
      expected.merge(word, 1L, Long::sum);
      test.putTo("lines", random.nextInt(2), word);
    }

    @Override
    public void check(PipelineTest test) {
      expected.forEach((word, n) -> assertThat(test.state("count", word, Long.class)).contains(n));
      assertThat(test.committed("counts", String.class))
          .hasSize(expected.values().stream().mapToInt(Long::intValue).sum())
          .doesNotHaveDuplicates();
    }
  }

  // #endregion

  @Test
  void countsAreRightWhateverHappens() {
    // #region simulation
    Simulation.of(CountsAreRight::new).seeds(1, 50).nodes(3).partitions("lines", 2).run();
    // #endregion
  }

  @Test
  void startsRealNodes() throws IOException {
    Path text = Files.writeString(folder.resolve("text.txt"), "to be or not to be\n");
    // #region nodes
    try (PipelineNodes nodes =
        PipelineRunner.of(new WordCount(), folder)
            .nodes(3)
            .set("potoroo.keep-running", true)
            .fromFile("lines", text, Framing.NEWLINE)
            .toFile("counts", folder.resolve("counts-{node}"), Framing.NEWLINE)
            .start()) {
      nodes.awaitIdle();
      assertThat(nodes.object("count", "be", Long.class).orElseThrow().state()).isEqualTo(2);
      nodes.stop();
    }
    // #endregion
  }

  @Test
  void startsAProcess() throws IOException {
    Path text = Files.writeString(folder.resolve("text.txt"), "to be or not to be\n");
    // #region process
    PipelineRunner runner =
        PipelineRunner.of(new WordCount(), folder)
            .processes("-Xmx256m")
            .set("potoroo.keep-running", true)
            .fromFile("lines", text, Framing.NEWLINE)
            .toFile("counts", folder.resolve("counts"), Framing.NEWLINE);
    try (PipelineNodes nodes = runner.start()) {
      nodes.awaitIdle();
      nodes.kill(0);
    }
    try (PipelineNodes nodes = runner.start()) {
      nodes.awaitIdle();
      assertThat(nodes.object("count", "be", Long.class).orElseThrow().state()).isEqualTo(2);
    }
    assertThat(folder.resolve("counts")).content().hasLineCount(6);
    // #endregion
  }
}
