package dev.potoroo.launcher;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What looks into state objects of a running pipeline, and changes nothing. */
final class InspectCommands {
  private InspectCommands() {}

  /** {@code hot}. */
  @Command(
      name = "hot",
      description = "Lists the keys of a step that have most records, time, held records or state.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class HotCommand implements Callable<Integer> {
    private final Host host;

    @Mixin private final ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "STEP", description = "Name of the step.")
    private String step = "";

    @Option(
        names = "--by",
        defaultValue = "rate",
        paramLabel = "WHAT",
        description =
            "rate: records a second; time: share of a thread; held: records that are held or wait;"
                + " size: bytes of state. Default: ${DEFAULT-VALUE}")
    private String by = "";

    @Option(names = "--limit", defaultValue = "10", description = "How many, 1 to 500.")
    private int limit;

    HotCommand(Host host) {
      this.host = host;
    }

    @Override
    public Integer call() {
      return new ClientRun(host, options)
          .show(
              client ->
                  client.get(
                      client.path("steps", step, "hot")
                          + "?by="
                          + ManagementClient.encoded(by)
                          + "&limit="
                          + limit));
    }
  }

  /** {@code entity history}. */
  @Command(
      name = "history",
      description = "Shows what a state object was: versions that later rounds have superseded.",
      mixinStandardHelpOptions = true)
  static final class HistoryCommand implements Callable<Integer> {
    private final Host host;

    @Mixin private final ClientOptions options = new ClientOptions();

    @Mixin private final KeyParameters of = new KeyParameters();

    @Option(names = "--limit", defaultValue = "10", description = "How many, 1 to 500.")
    private int limit;

    HistoryCommand(Host host) {
      this.host = host;
    }

    @Override
    public Integer call() {
      return new ClientRun(host, options)
          .show(
              client ->
                  client.get(
                      client.path("steps", of.step(), "entities", of.key(), "history")
                          + "?limit="
                          + limit));
    }
  }

  /** {@code entity tail}. */
  @Command(
      name = "tail",
      description = "Shows what happens to a key, as it happens, until Ctrl-C.",
      mixinStandardHelpOptions = true)
  static final class TailCommand implements Callable<Integer> {
    private final Host host;

    @Mixin private final ClientOptions options = new ClientOptions();

    @Mixin private final KeyParameters of = new KeyParameters();

    @Option(
        names = "--limit",
        defaultValue = "0",
        description = "End after so many records; 0, the default, is never.")
    private long limit;

    TailCommand(Host host) {
      this.host = host;
    }

    @Override
    public Integer call() {
      TailText text = new TailText(options.json(), limit);
      return new ClientRun(host, options)
          .follow(
              client -> client.path("steps", of.step(), "entities", of.key(), "tail"),
              data -> {
                text.lines(data).forEach(host.out()::println);
                host.out().flush();
                return !text.enough();
              });
    }
  }

  /** {@code entity dry-run}. */
  @Command(
      name = "dry-run",
      description = "Says what a record would do to a key. Nothing of it happens.",
      mixinStandardHelpOptions = true)
  static final class DryRunCommand implements Callable<Integer> {
    private final Host host;

    @Mixin private final ClientOptions options = new ClientOptions();

    @Mixin private final KeyParameters of = new KeyParameters();

    @Parameters(index = "2", paramLabel = "RECORD", description = "The record as JSON.")
    private String record = "";

    DryRunCommand(Host host) {
      this.host = host;
    }

    @Override
    public Integer call() {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.set("record", EntityCommand.json(record));
      return new ClientRun(host, options)
          .show(
              client ->
                  client.ask(
                      client.path("steps", of.step(), "entities", of.key(), "dry-run"), body));
    }
  }

  /** {@code entity query}. */
  @Command(
      name = "query",
      description = "Asks a question about a key that the step has an answer to.",
      mixinStandardHelpOptions = true)
  static final class QueryCommand implements Callable<Integer> {
    private final Host host;

    @Mixin private final ClientOptions options = new ClientOptions();

    @Mixin private final KeyParameters of = new KeyParameters();

    @Parameters(
        index = "2",
        arity = "0..1",
        paramLabel = "QUESTION",
        defaultValue = "{}",
        description = "The question as JSON. Default: ${DEFAULT-VALUE}")
    private String question = "";

    @Option(
        names = "--type",
        paramLabel = "NAME",
        defaultValue = "",
        description = "Which question, if the step answers several.")
    private String type = "";

    QueryCommand(Host host) {
      this.host = host;
    }

    @Override
    public Integer call() {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      if (!type.isEmpty()) {
        body.put("type", type);
      }
      body.set("query", EntityCommand.json(question));
      return new ClientRun(host, options)
          .show(
              client ->
                  client.ask(client.path("steps", of.step(), "entities", of.key(), "query"), body));
    }
  }
}
