package dev.potoroo.launcher;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is ordered of the sources of a running pipeline. */
final class PauseCommands {
  private PauseCommands() {}

  /** What both take. */
  static final class Order {
    @Mixin private ClientOptions client = new ClientOptions();

    @Parameters(
        arity = "0..1",
        paramLabel = "SOURCE",
        description = "Name of the source. Default: all of them.")
    private @Nullable String source;

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why; it is kept in the audit log.")
    private String reason = "";

    private int give(Host host, String what) {
      return new ClientRun(host, client)
          .show(
              to ->
                  to.order(
                      "POST",
                      source == null ? to.path(what) : to.path("sources", source, what),
                      JsonNodeFactory.instance.objectNode().put("reason", reason),
                      Optional.empty()));
    }
  }

  /** {@code pause}. */
  @Command(
      name = "pause",
      description = "Has a source of a running pipeline, or all, not read until it is resumed.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class PauseCommand implements Callable<Integer> {
    private final Host host;

    @Mixin private final Order order = new Order();

    PauseCommand(Host host) {
      this.host = host;
    }

    @Override
    public Integer call() {
      return order.give(host, "pause");
    }
  }

  /** {@code resume}. */
  @Command(
      name = "resume",
      description = "Has a paused source of a running pipeline, or all, read on.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class ResumeCommand implements Callable<Integer> {
    private final Host host;

    @Mixin private final Order order = new Order();

    ResumeCommand(Host host) {
      this.host = host;
    }

    @Override
    public Integer call() {
      return order.give(host, "resume");
    }
  }
}
