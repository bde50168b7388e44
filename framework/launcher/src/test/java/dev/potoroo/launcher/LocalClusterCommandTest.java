package dev.potoroo.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a command line is said in one line, and nothing starts. */
class LocalClusterCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final FakeEngine engine = new FakeEngine();

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "echo --nodes 0 | 2005 Option --nodes is [0]; it must be 1 to 32, such as 3, of which one may be lost.",
        "echo --nodes 33 | 2005 Option --nodes is [33]; it must be 1 to 32, such as 3, of which one may be lost.",
        "echo --nodes x | 2005 Invalid value for option '--nodes': 'x' is not an int. See [potoroo local-cluster --help] for what there is.",
        "echo --port 1 | 2005 Unknown options: '--port', '1'. The nearest is [--set]. See [potoroo local-cluster --help] for what there is.",
        "echo --set a | 2005 Option --set [a] must be KEY=VALUE, such as shards=64.",
        "echo --set cluster.port=1 | 2005 Option --set [cluster.port] has no place here: local-cluster sets it for each node. Leave it out, or start the nodes one by one with run.",
        "echo --set potoroo.store.type=memory | 2005 Option --set [store.type] has no place here: local-cluster sets it for each node. Leave it out, or start the nodes one by one with run.",
        "echo --set management={port=1} | 2005 Option --set [management.port] has no place here: local-cluster sets it for each node. Leave it out, or start the nodes one by one with run.",
        "eco | 2004 There is no pipeline [eco]. The nearest is [echo] of [echo].",
        "| 2005 The name of the pipeline is missing. Add one of [echo]."
      })
  void endsWithTwoIfTheCommandLineIsWrong(String args, String message) {
    String words = args == null ? "" : " " + args;
    assertThat(execute(("local-cluster" + words).split(" "))).isEqualTo(2);
    assertThat(err.toString(UTF_8).lines()).containsExactly("POTOROO-" + message);
  }

  @Test
  void saysWhatIsMissingIfThereIsNoDatabase() {
    Path data = directory.resolve("data");
    assertThat(execute("local-cluster", "echo", "--data-dir", data.toString())).isEqualTo(1);
    assertThat(err.toString(UTF_8).lines())
        .containsExactly(
            "POTOROO-3016 There is no PostgreSQL for local-cluster on the class path. Add the"
                + " library dev.potoroo:potoroo-local-postgres, or start the nodes one by one with"
                + " run and a PostgreSQL of yours.");
    assertThat(data).doesNotExist();
  }

  @Test
  void checksTheConfigurationThatTheNodesWillHave() {
    execute("local-cluster", "echo", "--nodes", "5", "--set", "shards=12");
    assertThat(engine.config.getInt("potoroo.shards")).isEqualTo(12);
    assertThat(engine.config.getInt("potoroo.cluster.members")).isEqualTo(5);
    assertThat(engine.config.getString("potoroo.store.type")).isEqualTo("postgres");
  }

  @Test
  void isDescribed() {
    assertThat(execute("local-cluster", "--help")).isZero();
    assertThat(out.toString(UTF_8)).contains("--nodes=N", "--data-dir=DIR", "--set=KEY=VALUE");
  }

  private int execute(String... args) {
    Host host =
        new Host(
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            Optional.empty(),
            engine,
            stop -> () -> {});
    return new Cli(Pipelines.services(), host).execute(args);
  }
}
