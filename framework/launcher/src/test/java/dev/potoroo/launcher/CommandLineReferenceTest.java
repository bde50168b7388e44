package dev.potoroo.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code src-docs/reference/command-line.md} is made of the commands. */
class CommandLineReferenceTest {
  private static final Path PAGE = Path.of("../../src-docs/reference/command-line.md");

  private static final String HEAD =
      """
      # Command line

      What `--help` says of each command, as it is when a jar has several pipelines and no settings of its own. A jar with one pipeline, which calls `Potoroo.run` in its `main`, has the same commands; there the name of the pipeline may be left out, and `run` too. The jar of the sample applications adds [`bench`](../operating/performance.md) and [`compare`](../operating/performance.md#compare-it). What they are good for: [Run a pipeline](../guide/run.md), [Look inside](../guide/inspect.md), [Errors and quarantine](../guide/errors-and-quarantine.md).
      """;

  private final StringBuilder page = new StringBuilder(HEAD);

  @Test
  void isThePage() throws IOException {
    Host host =
        new Host(
            new PrintStream(OutputStream.nullOutputStream()),
            new PrintStream(OutputStream.nullOutputStream()),
            Optional.empty(),
            new FakeEngine(),
            stop -> () -> {});
    add(new Cli(Pipelines.services(), host).commands());
    Files.writeString(Path.of("target/command-line.md"), page);
    assertThat(Files.readString(PAGE))
        .as("if a command was changed: copy framework/launcher/target/command-line.md")
        .isEqualTo(page.toString());
  }

  private void add(CommandLine command) {
    String usage =
        command
            .getUsageMessage(CommandLine.Help.Ansi.OFF)
            .replaceAll("\\R", "\n")
            .replaceAll("(?m)[ \\t]+$", "");
    page.append("\n## `%s`\n\n```text\n%s\n```\n".formatted(name(command), usage));
    for (Map.Entry<String, CommandLine> sub : command.getSubcommands().entrySet()) {
      add(sub.getValue());
    }
  }

  private static String name(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    return name.replaceFirst("^potoroo ", "");
  }
}
