package dev.potoroo.launcher;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Questions about a running pipeline as a whole. */
final class AskCommands {
  private AskCommands() {}

  /** {@code why}. */
  @Command(
      name = "why",
      description = "Says what is in the way of a running pipeline, as far as it knows.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class WhyCommand implements Callable<Integer> {
    private final Host host;

    @Mixin private final ClientOptions options = new ClientOptions();

    WhyCommand(Host host) {
      this.host = host;
    }

    @Override
    public Integer call() {
      return new ClientRun(host, options).show(client -> client.get("/api/v1/why"));
    }
  }

  /** {@code rounds}. */
  @Command(
      name = "rounds",
      description = "Shows the last commit of a running pipeline, and how long rounds take.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class RoundsCommand implements Callable<Integer> {
    private final Host host;

    @Mixin private final ClientOptions options = new ClientOptions();

    @Option(names = "--end", description = "Ask for the end of the round, and so for a commit.")
    private boolean end;

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        description = "Why it is to end; it is kept in the audit log.")
    private @Nullable String reason;

    RoundsCommand(Host host) {
      this.host = host;
    }

    @Override
    public Integer call() {
      if (end != (reason != null)) {
        throw new PotorooException(
            ErrorCode.BAD_COMMAND_LINE,
            "Options [--end] and [--reason] must be given together, or neither.");
      }
      return new ClientRun(host, options)
          .show(
              client ->
                  end
                      ? client.order(
                          "POST",
                          client.path("rounds", "end"),
                          JsonNodeFactory.instance.objectNode().put("reason", reason),
                          Optional.empty())
                      : client.get(client.path("rounds")));
    }
  }

  /** {@code rates}. */
  @Command(
      name = "rates",
      description = "Shows how much goes through the graph of a running pipeline at the moment.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class RatesCommand implements Callable<Integer> {
    private final Host host;

    @Mixin private final ClientOptions options = new ClientOptions();

    RatesCommand(Host host) {
      this.host = host;
    }

    @Override
    public Integer call() {
      return new ClientRun(host, options)
          .show(client -> client.get(client.path("topology", "live")));
    }
  }

  /** {@code shards}. */
  @Command(
      name = "shards",
      description =
          "Shows on which nodes the shards of a running pipeline are, and what moved them.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class ShardsCommand implements Callable<Integer> {
    private final Host host;

    @Mixin private final ClientOptions options = new ClientOptions();

    ShardsCommand(Host host) {
      this.host = host;
    }

    @Override
    public Integer call() {
      return new ClientRun(host, options).show(client -> client.get(client.path("shards")));
    }
  }

  /** {@code audit}. */
  @Command(
      name = "audit",
      description = "Lists what was ordered of a running pipeline and its keys, oldest first.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class AuditCommand implements Callable<Integer> {
    private final Host host;

    @Mixin private final ClientOptions options = new ClientOptions();

    @Option(
        names = "--since",
        paramLabel = "TIME",
        description = "Only what was done from then on, such as 2026-03-01T08:14:55Z.")
    private String since = "1970-01-01T00:00:00Z";

    @Option(names = "--limit", defaultValue = "50", description = "How many, 1 to 500.")
    private int limit;

    AuditCommand(Host host) {
      this.host = host;
    }

    @Override
    public Integer call() {
      return new ClientRun(host, options)
          .show(
              client ->
                  client.get(
                      client.path("audit")
                          + "?limit="
                          + limit
                          + "&since="
                          + ManagementClient.encoded(since)));
    }
  }
}
