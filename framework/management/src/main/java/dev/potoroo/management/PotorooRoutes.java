package dev.potoroo.management;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import dev.potoroo.status.Repair.Action;
import java.util.Optional;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.management.javadsl.ManagementRouteProvider;
import org.apache.pekko.management.javadsl.ManagementRouteProviderSettings;

/** Our routes beside those of Pekko Management, which makes this by name. */
final class PotorooRoutes extends AllDirectives implements ManagementRouteProvider {
  private final RunningPipeline running;
  private final Requests requests;

  PotorooRoutes(ExtendedActorSystem system) {
    this.running = RunningPipeline.of(system);
    this.requests =
        new Requests(running, ManagementSettings.read(system.settings().config()).limits());
  }

  @Override
  public Route routes(ManagementRouteProviderSettings settings) {
    String basePath = settings.selfBaseUri().getPathString();
    PipelineApi api = new PipelineApi(running, basePath);
    return concat(
        pathEndOrSingleSlash(() -> get(() -> root(basePath))),
        pathPrefix("ui", () -> get(() -> page(basePath))),
        path("metrics", () -> requests.answer(api::metrics)),
        pathPrefix(
            segment("api").slash("v1"),
            () ->
                concat(
                    pathEndOrSingleSlash(() -> requests.answer(api::index)),
                    path("why", () -> requests.answer(api::why)),
                    path("openapi.json", () -> requests.answer(OpenApi::answer)),
                    path(
                        segment("members").slash("self").slash("leave"),
                        () -> requests.order(Role.OPERATE, () -> api.leave())),
                    pathPrefix("pipelines", () -> pipelines(api)))));
  }

  /** To the page for a browser, to the interface for everybody else. */
  private Route root(String basePath) {
    return extractRequest(
        request -> {
          boolean browser =
              request
                  .getHeader("Accept")
                  .map(HttpHeader::value)
                  .filter(accepted -> accepted.contains("text/html"))
                  .isPresent();
          return complete(Answers.redirect(basePath + (browser ? "/ui/" : "/api/v1")));
        });
  }

  private Route page(String basePath) {
    return concat(
        pathEnd(() -> complete(Answers.redirect(basePath + "/ui/"))),
        pathSingleSlash(() -> file("")),
        path(segment(), this::file));
  }

  private Route file(String name) {
    return PageFiles.file(name).<Route>map(file -> complete(file)).orElseGet(() -> reject());
  }

  private Route pipelines(PipelineApi api) {
    RepairApi repairs = new RepairApi(api);
    InspectRoutes inspect = new InspectRoutes(requests, api);
    return concat(
        pathEndOrSingleSlash(() -> requests.answer(api::pipelines)),
        path(segment(), name -> requests.answer(() -> api.pipeline(name))),
        path(segment().slash("rounds"), name -> requests.answer(() -> api.rounds(name))),
        path(
            segment().slash("rounds").slash("end"),
            name -> requests.order(Role.OPERATE, order -> api.endRound(name, order))),
        path(segment().slash("shards"), name -> requests.answer(() -> api.shards(name))),
        path(
            segment().slash("rebalance"),
            name -> requests.order(Role.OPERATE, order -> api.rebalance(name, order))),
        path(segment().slash("audit"), name -> audit(repairs, name)),
        new SourceRoutes(requests, api).routes(),
        path(
            segment().slash("topology").slash("live"),
            name -> requests.answer(() -> api.live(name))),
        path(
            segment().slash("topology"),
            name ->
                parameterOptional(
                    "format", format -> requests.answer(() -> api.topology(name, format)))),
        pathPrefix(
            segment().slash("steps").slash(segment()),
            (name, step) ->
                concat(
                    inspect.of(name, step),
                    pathPrefix("entities", () -> entities(api, repairs, name, step)),
                    pathPrefix("quarantine", () -> quarantine(repairs, name, step)),
                    path(
                        "release",
                        () ->
                            requests.order(
                                Role.OPERATE,
                                o -> repairs.orderAll(name, step, Action.RELEASE, o))),
                    path(
                        "skip",
                        () ->
                            requests.order(
                                Role.OPERATE,
                                o -> repairs.orderAll(name, step, Action.SKIP, o))))));
  }

  private Route entities(PipelineApi api, RepairApi repairs, String name, String step) {
    return concat(
        pathEnd(
            () ->
                page(
                    (limit, cursor) ->
                        parameterOptional(
                            "prefix",
                            prefix ->
                                requests.answer(
                                    () ->
                                        api.entities(
                                            name, step, prefix.orElse(""), limit, cursor))))),
        path(
            segment(),
            key ->
                concat(
                    requests.answer(() -> api.entity(name, step, key)),
                    requests.replace(o -> repairs.order(name, step, key, Action.EDIT, o)))),
        path(
            segment().slash("pause"),
            key ->
                requests.order(Role.OPERATE, o -> repairs.order(name, step, key, Action.PAUSE, o))),
        path(
            segment().slash("clear"),
            key ->
                requests.order(Role.EDIT, o -> repairs.order(name, step, key, Action.CLEAR, o))));
  }

  private Route quarantine(RepairApi repairs, String name, String step) {
    return concat(
        pathEnd(
            () ->
                page(
                    (limit, cursor) ->
                        parameterOptional(
                            "prefix",
                            prefix ->
                                requests.answer(
                                    () ->
                                        repairs.keys(
                                            name, step, prefix.orElse(""), limit, cursor))))),
        path(segment(), key -> requests.answer(() -> repairs.key(name, step, key))),
        path(
            segment().slash("release"),
            key ->
                requests.order(
                    Role.OPERATE, o -> repairs.order(name, step, key, Action.RELEASE, o))),
        path(
            segment().slash("skip"),
            key -> requests.order(Role.EDIT, o -> repairs.order(name, step, key, Action.SKIP, o))),
        path(
            segment().slash("replace"),
            key ->
                requests.order(Role.EDIT, o -> repairs.order(name, step, key, Action.REPLACE, o))));
  }

  private Route audit(RepairApi repairs, String name) {
    return page(
        (limit, cursor) ->
            parameterOptional(
                "since",
                since -> requests.answer(() -> repairs.audit(name, since, limit, cursor))));
  }

  private interface Page {
    Route of(Optional<String> limit, Optional<String> cursor);
  }

  private Route page(Page page) {
    return parameterOptional(
        "limit", limit -> parameterOptional("cursor", cursor -> page.of(limit, cursor)));
  }
}
