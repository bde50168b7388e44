package dev.potoroo.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** Asks a running node one thing and prints the answer. */
final class ClientRun {
  static final int NOT_AS_EXPECTED = 3;

  private final Host host;
  private final ClientOptions options;

  ClientRun(Host host, ClientOptions options) {
    this.host = host;
    this.options = options;
  }

  /** The exit code. */
  int show(Function<ManagementClient, ManagementClient.Answer> question) {
    return run(
        client -> {
          print(question.apply(client).body());
          return Cli.OK;
        });
  }

  /** Takes events until {@code taker} wants no more; the exit code. */
  int follow(Function<ManagementClient, String> path, Predicate<String> taker) {
    return run(
        client -> {
          if (client.follow(path.apply(client), taker)) {
            return Cli.OK;
          }
          host.err().println("The node has ended the stream.");
          return Cli.FAILED;
        });
  }

  private int run(ToIntFunction<ManagementClient> what) {
    try {
      return what.applyAsInt(new ManagementClient(options));
    } catch (ManagementClient.RefusedException e) {
      JsonNode problem = e.problem();
      host.err()
          .println(
              "%s %s %s"
                  .formatted(
                      problem.path("code").asText(),
                      problem.path("detail").asText(),
                      problem.path("hint").asText()));
      return e.isAboutWhatIsThere() ? NOT_AS_EXPECTED : Cli.FAILED;
    } catch (PotorooException e) {
      e.faults().forEach(host.err()::println);
      return e.faults().get(0).code() == ErrorCode.BAD_COMMAND_LINE ? Cli.USAGE : Cli.FAILED;
    }
  }

  private void print(JsonNode answer) {
    if (options.json()) {
      host.out().println(answer);
    } else if (answer.has("items")) {
      JsonNode items = answer.get("items");
      if (Terminal.isStandardOutput()) {
        Table.of(items).forEach(host.out()::println);
      } else {
        items.forEach(item -> host.out().println(line(item)));
      }
      partial(answer.path("members"));
      if (answer.path("nextCursor").isTextual()) {
        host.err()
            .println(
                "There are more: go on with --cursor=%s, or ask for a --prefix."
                    .formatted(answer.path("nextCursor").textValue()));
      }
    } else {
      Fields.of(answer, Terminal.isStandardOutput()).forEach(host.out()::println);
    }
  }

  private void partial(JsonNode members) {
    int answered = members.path("answered").asInt();
    int of = members.path("of").asInt();
    if (answered < of) {
      host.err().println("Only %d of %d nodes have answered.".formatted(answered, of));
    }
  }

  /** Values side by side, with a tab between them. */
  private static String line(JsonNode item) {
    StringBuilder line = new StringBuilder();
    item.forEach(value -> line.append(line.length() == 0 ? "" : "\t").append(text(value)));
    return line.toString();
  }

  private static String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString();
  }
}
