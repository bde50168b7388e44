package dev.potoroo.management;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import java.util.Set;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/** What is asked about single keys of a step, beside the keys themselves. */
final class InspectRoutes extends AllDirectives {
  private static final Set<String> FILTERS = Set.of("quarantined", "idle", "where");

  private final Requests requests;
  private final InspectApi api;

  InspectRoutes(Requests requests, PipelineApi pipelines) {
    this.requests = requests;
    this.api = new InspectApi(pipelines);
  }

  /** What comes after the path of a step. */
  Route of(String name, String step) {
    return concat(
        path("hot", () -> hot(name, step)),
        path("entities", () -> filtered(name, step)),
        pathPrefix("entities", () -> entity(name, step)));
  }

  private Route hot(String name, String step) {
    return parameterOptional(
        "by",
        by ->
            parameterOptional(
                "limit", limit -> requests.answer(() -> api.hot(name, step, by, limit))));
  }

  /** Without a filter it is not for us. */
  private Route filtered(String name, String step) {
    return parameterMap(
        parameters ->
            parameters.keySet().stream().anyMatch(FILTERS::contains)
                ? requests.answer(() -> api.entities(name, step, parameters))
                : reject());
  }

  private Route entity(String name, String step) {
    return concat(
        path(segment().slash("tail"), key -> requests.answer(() -> api.tail(name, step, key))),
        path(segment().slash("history"), key -> history(name, step, key)),
        path(
            segment().slash("trace"),
            key -> requests.order(Role.OPERATE, order -> api.trace(name, step, key, order))),
        path(
            segment().slash("dry-run"),
            key -> requests.question(order -> api.dryRun(name, step, key, order))),
        path(
            segment().slash("query"),
            key -> requests.question(order -> api.query(name, step, key, order))));
  }

  private Route history(String name, String step, String key) {
    return parameterOptional(
        "limit", limit -> requests.answer(() -> api.history(name, step, key, limit)));
  }
}
