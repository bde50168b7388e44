package dev.potoroo.management;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Allow;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.ExceptionHandler;
import org.apache.pekko.http.javadsl.server.MalformedRequestContentRejection;
import org.apache.pekko.http.javadsl.server.MethodRejection;
import org.apache.pekko.http.javadsl.server.Rejection;
import org.apache.pekko.http.javadsl.server.RejectionHandler;
import org.apache.pekko.http.javadsl.server.Route;

/** What all routes have in common, Pekko's too: which requests go in, and how errors look. */
final class FrontDoor extends AllDirectives {
  /** What tells nothing of the pipeline: health for load balancers, and the page's own files. */
  private static final Pattern OPEN = Pattern.compile("/(ready|alive|startup|ui(/.*)?)?");

  private final HostFilter hosts;
  private final RunningPipeline running;
  private final Allowance requests;

  FrontDoor(HostFilter hosts, RunningPipeline running, ManagementSettings.Limits limits) {
    this.hosts = hosts;
    this.running = running;
    this.requests = new Allowance(limits.maxRequests(), System.nanoTime());
  }

  Route before(Route routes) {
    return extractRequest(request -> accepted(request).orElse(routes))
        .seal(rejections(), failures());
  }

  private Optional<Route> accepted(HttpRequest request) {
    return refused(request).map(problem -> complete(Answers.problem(problem)));
  }

  private Optional<Problem> refused(HttpRequest request) {
    // Health is asked for by those who would take this node for dead.
    if (!isOpen(request) && !requests.take(System.nanoTime())) {
      return Optional.of(Problem.tooMany("This node gets more requests than it answers."));
    }
    String host = request.getUri().host().address();
    if (!hosts.test(host)) {
      return Optional.of(Problem.wrongHost(host));
    }
    return foreignOrigin(request, host)
        .map(Problem::wrongHost)
        .or(
            () ->
                request
                    .getHeader(RawRequestURI.class)
                    .map(RawRequestURI::uri)
                    .flatMap(RequestTarget::fault))
        .or(() -> isOpen(request) ? Optional.empty() : running.refusal(needed(request), request));
  }

  /** What all requests for a path need at least. */
  private static Role needed(HttpRequest request) {
    return request.getUri().getPathString().equals("/metrics") ? Role.METRICS : Role.READ;
  }

  private static boolean isOpen(HttpRequest request) {
    return OPEN.matcher(request.getUri().getPathString()).matches();
  }

  /**
   * The site that a browser sends a request for, if it is not ours: it may not give orders here.
   */
  private Optional<String> foreignOrigin(HttpRequest request, String host) {
    return request
        .getHeader("Origin")
        .map(HttpHeader::value)
        .filter(origin -> !request.method().equals(HttpMethods.GET))
        .filter(origin -> !hosts.isOurs(hostOf(origin), host));
  }

  private static String hostOf(String origin) {
    try {
      return String.valueOf(URI.create(origin).getHost());
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private RejectionHandler rejections() {
    return RejectionHandler.newBuilder()
        .handleAll(MethodRejection.class, this::methodNotAllowed)
        .handle(
            MalformedRequestContentRejection.class,
            rejection ->
                complete(
                    Answers.problem(
                        Problem.badRequest(
                            "The body cannot be read: it is larger than"
                                + " potoroo.management.max-body-size, or not sent as HTTP has it.",
                            "Send the JSON that the reference shows for this request."))))
        .handle(
            Rejection.class,
            rejection ->
                complete(
                    Answers.problem(
                        Problem.badRequest(
                            "The request is not as it must be: [%s].".formatted(rejection),
                            "The reference describes each request."))))
        .handleNotFound(
            extractUri(uri -> complete(Answers.problem(Problem.noSuchPath(uri.getPathString())))))
        .build();
  }

  private Route methodNotAllowed(List<MethodRejection> rejections) {
    HttpMethod[] allowed =
        rejections.stream()
            .map(MethodRejection::supported)
            .flatMap(
                method ->
                    // HEAD is made from GET by the server.
                    method.equals(HttpMethods.GET)
                        ? Stream.of(method, HttpMethods.HEAD)
                        : Stream.of(method))
            .distinct()
            .toArray(HttpMethod[]::new);
    String names = Stream.of(allowed).map(HttpMethod::value).collect(Collectors.joining(", "));
    return extractMethod(
        method -> {
          HttpResponse problem = Answers.problem(Problem.methodNotAllowed(method.value(), names));
          return complete(problem.addHeader(Allow.create(allowed)));
        });
  }

  private ExceptionHandler failures() {
    return ExceptionHandler.newBuilder()
        .matchAny(
            failure ->
                extractUri(
                    uri ->
                        complete(
                            Answers.problem(
                                Failures.problem(
                                    failure, uri.getPathString(), running.service())))))
        .build();
  }
}
