package dev.potoroo.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Codec;
import dev.potoroo.ErrorCode;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.service.Outcome;
import dev.potoroo.status.PipelineStatus.State;
import dev.potoroo.status.RoundsStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CliTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final FakeEngine engine = new FakeEngine();
  private Interrupts interrupts = stop -> () -> {};

  @Test
  void listsPipelines() {
    assertThat(several("list")).isZero();
    assertThat(out).hasToString("echo" + System.lineSeparator());
  }

  @Test
  void runsToTheEnd() {
    engine.service.is(FakeService.status(State.ENDED, 12_345, 0));
    engine.service.end(Outcome.Kind.ENDED);
    assertThat(several("run", "echo")).isZero();
    assertThat(out).hasToString("");
    assertThat(lines())
        .contains(
            "  pipeline    echo",
            "  node        127.0.0.1:7355",
            "  management  http://127.0.0.1:7626/api/v1/pipelines/echo",
            "  source      lines: tcp 127.0.0.1:7001",
            "  sink        copies: stdout")
        .last()
        .asString()
        .startsWith("echo ended: 12,345 records, 3,000 objects, 0 dead letters, ");
  }

  @Test
  void saysWhereDeadLettersAre() {
    engine.service.is(FakeService.status(State.ENDED, 2, 1));
    engine.service.end(Outcome.Kind.ENDED);
    assertThat(several("run", "echo", "--data-dir", "here")).isZero();
    assertThat(lines()).last().asString().contains("1 dead letter (in [here/echo])");
  }

  @Test
  void saysWhatItGoesOnFromAndHowToBeginAnew() {
    engine.service.goesOnAfter(
        new RoundsStatus.Commit(12, 3, Instant.parse("2026-03-01T08:14:55.123Z")));
    engine.service.end(Outcome.Kind.ENDED);
    assertThat(several("run", "echo", "--data-dir", "here")).isZero();
    assertThat(lines())
        .contains(
            "  state       goes on after round 12 of generation 3, committed 2026-03-01T08:14:55Z;"
                + " to begin anew, remove [here/echo/state] or give another --data-dir");
  }

  @Test
  void saysWhatItGoesOnFromInAStoreThatIsNoDirectory() {
    engine.service.goesOnAfter(
        new RoundsStatus.Commit(12, 3, Instant.parse("2026-03-01T08:14:55Z")));
    engine.service.end(Outcome.Kind.ENDED);
    assertThat(several("run", "echo", "--set", "store.type=postgres")).isZero();
    assertThat(lines())
        .contains(
            "  state       goes on after round 12 of generation 3, committed 2026-03-01T08:14:55Z");
  }

  @Test
  void saysNothingOfStateIfThereWasNone() {
    engine.service.end(Outcome.Kind.ENDED);
    assertThat(several("run", "echo")).isZero();
    assertThat(lines()).noneMatch(line -> line.startsWith("  state "));
  }

  @Test
  void runsTheOnlyPipelineWithoutBeingTold() {
    engine.service.end(Outcome.Kind.ENDED);
    assertThat(single()).isZero();
    assertThat(single("--set", "shards=12")).isZero();
    assertThat(engine.config.getInt("potoroo.shards")).isEqualTo(12);
    assertThat(single("run", "echo")).isZero();
    assertThat(single("topology")).isZero();
    assertThat(out).hasToString("TEXT of echo" + System.lineSeparator());
  }

  @Test
  void endsWithOneAndALineWhenThePipelineFails() {
    engine.service.fail(new PotorooException(ErrorCode.CONNECTOR_FAILED, "The disk is full."));
    assertThat(several("run", "echo")).isEqualTo(1);
    assertThat(lines()).last().isEqualTo("POTOROO-3004 The disk is full.");
    assertThat(err.toString(UTF_8)).doesNotContain("at dev.potoroo");
  }

  @Test
  void endsWithOneAndALineWhenItCannotStart() {
    engine.refusal =
        Optional.of(new PotorooException(ErrorCode.PORT_NOT_BOUND, "Port [1] is in use."));
    assertThat(several("run", "echo")).isEqualTo(1);
    assertThat(lines()).containsExactly("POTOROO-3001 Port [1] is in use.");
  }

  @Test
  void printsTracesOnlyIfAsked() {
    engine.refusal = Optional.of(new IllegalStateException("odd\n thing"));
    assertThat(several("run", "echo")).isEqualTo(1);
    assertThat(lines())
        .containsExactly(
            "POTOROO-3999 Something failed that should not: java.lang.IllegalStateException: odd"
                + " thing. Please report it with what --verbose prints.");
    assertThat(several("run", "echo", "--verbose")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("at dev.potoroo.launcher");
  }

  @Test
  void stopsWhenItIsInterrupted() {
    CompletableFuture<Integer> code = new CompletableFuture<>();
    interrupts =
        stop -> {
          Thread thread = new Thread(() -> code.complete(stop.getAsInt()));
          thread.start();
          return () -> {};
        };
    assertThat(several("run", "echo")).isZero();
    assertThat(code.join()).isZero();
    assertThat(err.toString(UTF_8))
        .contains("Stopping: records that were read are processed first, for at most 30s.")
        .contains("echo stopped: ");
  }

  @Test
  void endsTheServiceWhenThereIsNoManagement() {
    engine.unmanaged =
        Optional.of(new PotorooException(ErrorCode.PORT_NOT_BOUND, "Port [7626] is in use."));
    assertThat(several("run", "echo")).isEqualTo(1);
    assertThat(lines()).containsExactly("POTOROO-3001 Port [7626] is in use.");
    assertThat(engine.service.outcome().toCompletableFuture()).isCompleted();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "| The command is missing. It must be one of [list, run, local-cluster, topology, new, entity, hot, rates, rounds, shards, why, pause, resume, audit]; --help describes them.",
        "run | The name of the pipeline is missing. Add one of [echo].",
        "ru | Unmatched argument at index 0: 'ru'. The nearest is [run]. See [potoroo --help] for what there is.",
        "run echo --sett a=b | Unknown options: '--sett', 'a=b'. The nearest is [--set]. See [potoroo run --help] for what there is.",
        "run echo --port x | Invalid value for option '--port': 'x' is not an int. See [potoroo run --help] for what there is.",
        "run echo --set a | Option --set [a] must be KEY=VALUE, such as shards=64.",
        "run echo --set =a | Option --set [=a] must be KEY=VALUE, such as shards=64.",
        "run echo --set a..b=c | Option --set [a..b=c] must be KEY=VALUE, such as shards=64.",
      })
  void endsWithTwoIfTheCommandLineIsWrong(String args, String message) {
    assertThat(several(args == null ? new String[0] : args.split(" "))).isEqualTo(2);
    assertThat(lines()).containsExactly("POTOROO-2005 " + message);
  }

  @Test
  void namesTheNearestPipeline() {
    assertThat(several("run", "eco")).isEqualTo(2);
    assertThat(lines())
        .containsExactly(
            "POTOROO-2004 There is no pipeline [eco]. The nearest is [echo] of [echo].");
  }

  @Test
  void namesAFileThatIsMissingOrMalformed(@TempDir Path dir) throws Exception {
    Path missing = dir.resolve("missing.conf");
    assertThat(several("run", "echo", "--config", missing.toString())).isEqualTo(1);
    assertThat(lines())
        .containsExactly(
            "POTOROO-2003 Configuration file ["
                + missing
                + "] does not exist or is not a file. Correct the path after --config.");
    err.reset();
    Path malformed = Files.writeString(dir.resolve("malformed.conf"), "potoroo {\n shards = {\n");
    assertThat(several("run", "echo", "--config", malformed.toString())).isEqualTo(1);
    assertThat(lines())
        .singleElement()
        .asString()
        .startsWith("POTOROO-2003 Configuration cannot be read: " + malformed + ": 3: ");
  }

  @Test
  void describesOptionsWithTheirDefaults() {
    assertThat(several("run", "--help")).isZero();
    assertThat(out.toString(UTF_8).replaceAll("\\s+", " "))
        .contains(
            "--management-port=PORT Port for questions over HTTP; 0 is any free one. Default: 7626")
        .contains("--set=KEY=VALUE", "--data-dir=DIR", "Default: data", "Default: 127.0.0.1");
    assertThat(several("--help")).isZero();
    assertThat(several("--version")).isZero();
    assertThat(out.toString(UTF_8)).contains("Potoroo ");
  }

  @Test
  void printsTopologies() {
    assertThat(several("topology", "echo", "--format", "mermaid")).isZero();
    assertThat(out).hasToString("MERMAID of echo" + System.lineSeparator());
    assertThat(several("topology", "echo", "--format", "svg")).isEqualTo(2);
    assertThat(lines()).singleElement().asString().contains("--format", "MERMAID");
  }

  private int several(String... args) {
    return new Cli(Pipelines.services(), host()).execute(args);
  }

  private int single(String... args) {
    return new Cli(Pipelines.only(new Echo()), host()).execute(args);
  }

  private Host host() {
    return new Host(
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8),
        Optional.empty(),
        engine,
        interrupts);
  }

  private List<String> lines() {
    return err.toString(UTF_8).lines().toList();
  }

  /** Found as a service. */
  public static final class Echo implements Pipeline {
    @Override
    public void define(Flow flow) {
      flow.from(Source.named("lines", Codec.lines())).to(Sink.named("copies", Codec.lines()));
    }
  }
}
