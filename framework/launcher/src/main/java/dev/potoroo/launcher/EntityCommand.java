package dev.potoroo.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.potoroo.ErrorCode;
import dev.potoroo.JacksonSupport;
import dev.potoroo.PotorooException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code entity}: state objects of a running pipeline, and what is to be done to them. */
@Command(
    name = "entity",
    description = "Shows state objects of a running pipeline, and mends them.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel =
        "(list | get | history | tail | trace | dry-run | query | pause | release | skip | replace | edit | clear)",
    footer = {
      "",
      "Exit codes: 0 done; 1 failed; 2 wrong command line; 3 not there, or not as expected."
    })
final class EntityCommand implements Runnable {
  private final Host host;

  EntityCommand(Host host) {
    this.host = host;
  }

  @Override
  public void run() {
    throw new PotorooException(
        ErrorCode.BAD_COMMAND_LINE,
        "The command is missing. It must be one of [list, get, history, tail, trace, dry-run, query,"
            + " pause, release, skip, replace, edit, clear]; entity --help describes them.");
  }

  @Command(name = "list", description = "Lists keys of a step.", mixinStandardHelpOptions = true)
  int list(
      @Mixin ClientOptions options,
      @Parameters(paramLabel = "STEP") String step,
      @Option(names = "--quarantined", description = "Only quarantined keys.") boolean quarantined,
      @Option(
              names = "--idle",
              paramLabel = "TIME",
              description = "Only objects that nothing has touched for so long, such as 5m.")
          @Nullable String idle,
      @Option(
              names = "--where",
              paramLabel = "CONDITION",
              description = "Only objects of which that holds, such as /count>100.")
          @Nullable String where,
      @Option(names = "--cursor", description = "Go on where a page before has ended.")
          @Nullable String cursor,
      @Option(names = "--prefix", defaultValue = "", description = "Only keys that start so.")
          String prefix,
      @Option(names = "--limit", defaultValue = "50", description = "How many, 1 to 500.")
          int limit) {
    return new ClientRun(host, options)
        .show(
            client ->
                client.get(
                    client.path("steps", step, "entities")
                        + "?limit="
                        + limit
                        + parameter("prefix", prefix)
                        + parameter("quarantined", quarantined ? "true" : null)
                        + parameter("idle", idle)
                        + parameter("where", where)
                        + parameter("cursor", cursor)));
  }

  private static String parameter(String name, @Nullable String value) {
    return value == null ? "" : "&" + name + "=" + ManagementClient.encoded(value);
  }

  @Command(
      name = "get",
      description = "Shows a state object, or why its key is quarantined.",
      mixinStandardHelpOptions = true)
  int get(
      @Mixin ClientOptions options,
      @Parameters(paramLabel = "STEP") String step,
      @Parameters(paramLabel = "KEY") String key,
      @Option(names = "--quarantine", description = "What is held of the key, and why.")
          boolean quarantine) {
    return new ClientRun(host, options)
        .show(
            client ->
                client.get(
                    client.path("steps", step, quarantine ? "quarantine" : "entities", key)));
  }

  /** What orders have in common. */
  static final class OrderOptions {
    @Mixin private ClientOptions client = new ClientOptions();

    @Mixin private KeyParameters of = new KeyParameters();

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why; it is kept in the audit log.")
    private String reason = "";

    @Option(
        names = "--if-match",
        paramLabel = "N",
        description =
            "Only if the object's version, or the number of the first held record, is still this"
                + " one. Default: what it is now.")
    private @Nullable Long ifMatch;
  }

  @Command(
      name = "pause",
      description = "Holds the records of a key from now on, until they are released.",
      mixinStandardHelpOptions = true)
  int pause(@Mixin OrderOptions order) {
    return new ClientRun(host, order.client)
        .show(
            client ->
                client.order(
                    "POST", object(client, order) + "/pause", body(order), Optional.empty()));
  }

  @Command(
      name = "trace",
      description = "Has what happens to a key written to the log of the node, for a while.",
      mixinStandardHelpOptions = true)
  int trace(
      @Mixin OrderOptions order,
      @Option(
              names = "--for",
              required = true,
              paramLabel = "TIME",
              description = "For how long, such as 5m, at most 24h; 0s ends it.")
          String time) {
    return new ClientRun(host, order.client)
        .show(
            client ->
                client.order(
                    "POST",
                    object(client, order) + "/trace",
                    body(order).put("for", time),
                    Optional.empty()));
  }

  @Command(
      name = "release",
      description = "Has the held records of a quarantined key handled, in order.",
      mixinStandardHelpOptions = true)
  int release(@Mixin OrderOptions order) {
    return new ClientRun(host, order.client)
        .show(
            client ->
                client.order(
                    "POST", held(client, order) + "/release", body(order), Optional.empty()));
  }

  @Command(
      name = "skip",
      description = "Puts the first held record of a quarantined key to the dead letters.",
      mixinStandardHelpOptions = true)
  int skip(@Mixin OrderOptions order) {
    return give(order, true, "POST", "/skip", body(order));
  }

  @Command(
      name = "replace",
      description = "Replaces the first held record of a quarantined key.",
      mixinStandardHelpOptions = true)
  int replace(
      @Mixin OrderOptions order,
      @Parameters(index = "2", paramLabel = "RECORD", description = "The record as JSON.")
          String record) {
    return give(order, true, "POST", "/replace", body(order).set("record", json(record)));
  }

  @Command(
      name = "edit",
      description = "Replaces the state of a key.",
      mixinStandardHelpOptions = true)
  int edit(
      @Mixin OrderOptions order,
      @Parameters(index = "2", paramLabel = "STATE", description = "The state as JSON.")
          String state) {
    return give(order, false, "PUT", "", body(order).set("state", json(state)));
  }

  @Command(
      name = "clear",
      description = "Removes the state object of a key.",
      mixinStandardHelpOptions = true)
  int clear(@Mixin OrderOptions order) {
    return give(order, false, "POST", "/clear", body(order));
  }

  /** Gives an order, provided that what it is about is as it is now, or as was said. */
  private int give(OrderOptions order, boolean held, String method, String what, JsonNode body) {
    return new ClientRun(host, order.client)
        .show(
            client -> {
              String path = held ? held(client, order) : object(client, order);
              Optional<String> expected =
                  order.ifMatch == null
                      ? client.get(path).tag()
                      : Optional.of("\"" + order.ifMatch + "\"");
              return client.order(method, path + what, body, expected);
            });
  }

  private static String held(ManagementClient client, OrderOptions order) {
    return client.path("steps", order.of.step(), "quarantine", order.of.key());
  }

  private static String object(ManagementClient client, OrderOptions order) {
    return client.path("steps", order.of.step(), "entities", order.of.key());
  }

  private static ObjectNode body(OrderOptions order) {
    return JsonNodeFactory.instance.objectNode().put("reason", order.reason);
  }

  /** JSON, or a text if it is none: a line of text need not be quoted twice for a shell. */
  static JsonNode json(String text) {
    try {
      return JacksonSupport.json().readTree(text);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(text);
    }
  }
}
