package dev.potoroo.management;

import dev.potoroo.status.Members;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.status.RoundsStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * Why nothing comes out, or less than should, as far as the figures tell. Pure.
 *
 * @param items what is in the way, the most likely first; empty if nothing is known
 * @param members which nodes answered
 */
record Why(List<Item> items, Members members) {
  private static final long OLD_MILLIS = 10_000;

  /**
   * Something that is in the way.
   *
   * @param kind a stable word for programs
   * @param what it is, for people
   * @param hint what to look at or do
   */
  record Item(String kind, String what, String hint) {}

  static Why of(PipelineStatus status, RoundsStatus rounds, String api) {
    List<Item> items = new ArrayList<>();
    if (status.state() != PipelineStatus.State.RUNNING) {
      items.add(new Item("state", "the pipeline is " + status.state(), "GET " + api));
    }
    if (status.members().answered() < status.members().of()) {
      items.add(
          new Item(
              "node",
              "[%d] of [%d] nodes do not answer"
                  .formatted(
                      status.members().of() - status.members().answered(), status.members().of()),
              "GET /cluster/members shows which are unreachable"));
    }
    for (PipelineStatus.NodeStatus node : status.nodes()) {
      for (String what : node.waitingFor()) {
        items.add(waiting(what, node.address()));
      }
    }
    if (rounds.durable() && !rounds.phase().equals("flowing") && rounds.ageMillis() > OLD_MILLIS) {
      items.add(
          new Item(
              "round",
              "the round has been %s, and the last commit is [%d] s old"
                  .formatted(rounds.phase(), rounds.ageMillis() / 1000),
              "GET " + api + "/rounds; the log says what it waits for"));
    }
    status.sources().forEach(source -> addPaused(items, source, api));
    status.sources().forEach(source -> addIdle(items, source));
    status.steps().stream()
        .filter(step -> step.quarantined() > 0)
        .map(
            step ->
                new Item(
                    "quarantined-keys",
                    "step [%s] has [%d] quarantined keys"
                        .formatted(step.name(), step.quarantined()),
                    "GET "
                        + api
                        + "/steps/"
                        + step.name()
                        + "/quarantine lists them, as does the command entity list "
                        + step.name()
                        + " --quarantined"))
        .forEach(items::add);
    if (status.sources().stream().allMatch(PipelineStatus.SourceStatus::ended)) {
      items.add(new Item("sources", "all sources have ended", "nothing more comes in"));
    }
    return new Why(items, status.members());
  }

  private static void addPaused(List<Item> items, PipelineStatus.SourceStatus source, String api) {
    PipelineStatus.Paused paused = source.paused();
    if (paused != null) {
      items.add(
          new Item(
              "paused",
              "source [%s] is paused%s since [%s]: %s"
                  .formatted(
                      source.name(),
                      paused.by() == null ? "" : " by [" + paused.by() + "]",
                      paused.since(),
                      paused.reason()),
              "POST %s%s/resume lets it be read again"
                  .formatted(api, paused.all() ? "" : "/sources/" + source.name())));
    }
  }

  private static void addIdle(List<Item> items, PipelineStatus.SourceStatus source) {
    if (!source.idlePartitions().isEmpty()) {
      items.add(
          new Item(
              "idle",
              "partitions %s of source [%s] have had no record for so long that event time goes on"
                      .formatted(source.idlePartitions(), source.name())
                  + " without them",
              "when they have records again, these may be late; idleAfter of the source's Watermark"
                  + " says how long they are waited for"));
    }
  }

  private static Item waiting(String what, String node) {
    String kind = kindOf(what);
    String hint =
        switch (kind) {
          case "source" -> "reading goes on by itself when the outside system answers";
          case "sink" ->
              what.endsWith("]")
                  ? "it has records to write; if it stays so, the outside system is slow"
                  : "writing goes on by itself when that is over";
          case "reference" ->
              "if it stays so, its source is away; while the source is paused, nobody waits for it";
          case "store" -> "the log says whether it is available";
          case "window" -> "sources wait until records have been processed to their end";
          default -> "if it stays so, a handler is slow";
        };
    return new Item(kind, "node [%s] waits for %s".formatted(node, what), hint);
  }

  private static String kindOf(String what) {
    if (what.startsWith("sink") || what.startsWith("source")) {
      return what.substring(0, what.indexOf(' '));
    }
    if (what.startsWith("reference data")) {
      return "reference";
    }
    return what.contains("store") ? "store" : what.contains("window") ? "window" : "waiting";
  }
}
