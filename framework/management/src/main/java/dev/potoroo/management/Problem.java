package dev.potoroo.management;

import dev.potoroo.ErrorCode;

/**
 * What is wrong with a request or its answer, as RFC 9457 has it.
 *
 * @param type identifies the kind of problem; the same for the same code, not an address to visit
 * @param title the kind of problem in words
 * @param status the status of the answer
 * @param code the code that the reference explains
 * @param detail what is wrong here, values in brackets
 * @param hint what to do about it
 */
record Problem(String type, String title, int status, String code, String detail, String hint) {
  private static final int LONGEST_DETAIL = 512;

  private Problem(ErrorCode code, String title, int status, String detail, String hint) {
    this("tag:potoroo.dev,2026:" + code.code(), title, status, code.code(), cut(detail), hint);
  }

  /** A detail may quote a path of many kilobytes. */
  private static String cut(String detail) {
    return detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL) + "...";
  }

  static Problem noSuchPath(String path) {
    return new Problem(
        ErrorCode.NO_SUCH_PATH,
        "No such resource",
        404,
        "There is nothing at [%s].".formatted(path),
        "GET /api/v1 lists what there is. A slash within a key is written %2F.");
  }

  static Problem noSuchPipeline(String asked, String running) {
    return new Problem(
        ErrorCode.NO_SUCH_PIPELINE,
        "No such pipeline",
        404,
        "This node runs no pipeline [%s].".formatted(asked),
        "It runs [%s].".formatted(running));
  }

  static Problem noSuchStep(String pipeline, String step) {
    return new Problem(
        ErrorCode.NO_SUCH_STEP,
        "No such step",
        404,
        "Pipeline [%s] has no step [%s].".formatted(pipeline, step),
        "GET /api/v1/pipelines/%s/topology lists its steps.".formatted(pipeline));
  }

  static Problem noSuchSource(String pipeline, String source) {
    return new Problem(
        ErrorCode.NO_SUCH_SOURCE,
        "No such source",
        404,
        "Pipeline [%s] has no source [%s].".formatted(pipeline, source),
        "GET /api/v1/pipelines/%s lists its sources.".formatted(pipeline));
  }

  static Problem noSuchEntity(String pipeline, String step, String key) {
    return new Problem(
        ErrorCode.NO_SUCH_ENTITY,
        "No such entity",
        404,
        "Step [%s] of pipeline [%s] has no entity with key [%s].".formatted(step, pipeline, key),
        "GET /api/v1/pipelines/%s/steps/%s/entities lists the keys.".formatted(pipeline, step));
  }

  static Problem badRequest(String detail, String hint) {
    return new Problem(ErrorCode.BAD_REQUEST, "Bad request", 400, detail, hint);
  }

  /** The HTTP server could not read the request. */
  static Problem unreadable(int status, String reason, String detail) {
    return new Problem(
        ErrorCode.BAD_REQUEST,
        reason,
        status,
        detail,
        status == 414
            ? "Keys longer than that need a larger potoroo.management.max-uri-length."
            : "Percent-encode what has a meaning in a URL, as UTF-8.");
  }

  static Problem methodNotAllowed(String method, String allowed) {
    return new Problem(
        ErrorCode.METHOD_NOT_ALLOWED,
        "Method not allowed",
        405,
        "Method [%s] is not allowed here.".formatted(method),
        "Use one of [%s].".formatted(allowed));
  }

  static Problem unauthorized() {
    return new Problem(
        ErrorCode.UNAUTHORIZED,
        "Unauthorized",
        401,
        "The request needs a token and has none, or one that is not known here.",
        "Send [Authorization: Bearer TOKEN]; the token is in the file management.token in the"
            + " pipeline's directory of this node, or what potoroo.management.token says. The"
            + " command line finds it there with --data-dir.");
  }

  static Problem forbidden(AccessToken token, Role needed) {
    return new Problem(
        ErrorCode.FORBIDDEN,
        "Forbidden",
        403,
        "Token [%s] has role [%s]; this needs [%s]."
            .formatted(token.name(), token.role().inConfiguration(), needed.inConfiguration()),
        "Use another token; potoroo.management.tokens says which there are.");
  }

  static Problem tooMany(String detail) {
    return new Problem(ErrorCode.TOO_MANY, "Too many requests", 429, detail, "Wait a second.");
  }

  static Problem preconditionRequired() {
    return new Problem(
        ErrorCode.NOT_AS_EXPECTED,
        "Precondition required",
        428,
        "Header [If-Match] is missing.",
        "Read first, and send the [ETag] of that answer as [If-Match]: so nothing is changed that"
            + " you have not seen.");
  }

  static Problem changed(String detail) {
    return new Problem(
        ErrorCode.NOT_AS_EXPECTED,
        "Not as expected",
        412,
        "Nothing is changed: %s.".formatted(detail),
        "Read again, and decide with what is there now.");
  }

  static Problem notQuarantined(String pipeline, String step, String key) {
    return new Problem(
        ErrorCode.NOT_QUARANTINED,
        "Not quarantined",
        404,
        "Key [%s] of step [%s] of pipeline [%s] is not quarantined.".formatted(key, step, pipeline),
        "GET /api/v1/pipelines/%s/steps/%s/quarantine lists those that are."
            .formatted(pipeline, step));
  }

  static Problem unreadableValue(String detail) {
    return new Problem(
        ErrorCode.UNREADABLE_VALUE,
        "Unreadable value",
        422,
        "Nothing is changed: %s.".formatted(detail),
        "Write it in the form in which reading shows it.");
  }

  static Problem unreadableQuestion(String detail) {
    return new Problem(
        ErrorCode.UNREADABLE_VALUE,
        "Unreadable value",
        422,
        "Nothing is answered: %s.".formatted(detail),
        "Write it in the form in which reading shows it.");
  }

  static Problem notAnswered(String detail) {
    return new Problem(
        ErrorCode.NOT_ANSWERED,
        "Not answered",
        422,
        "The pipeline's own code has no answer: %s.".formatted(detail),
        "Nothing is changed by that. Ask otherwise, or ask the pipeline's author.");
  }

  static Problem noHistory(String step) {
    return new Problem(
        ErrorCode.NO_HISTORY,
        "No history",
        409,
        "Step [%s] keeps no history: no superseded versions of its objects.".formatted(step),
        "Set potoroo.steps.%s.history to how many are to be kept, with a store that keeps state."
            .formatted(step));
  }

  static Problem tooManyTails() {
    return new Problem(
        ErrorCode.TOO_MANY_TAILS,
        "Too many followers",
        429,
        "As many keys are followed by way of this node as potoroo.inspect.tails allows.",
        "End one of them, ask another node, or allow more.");
  }

  static Problem undone(String detail) {
    return new Problem(
        ErrorCode.UNDONE, "Undone", 503, "Nothing is changed: %s.".formatted(detail), "Ask again.");
  }

  static Problem notReady(String detail) {
    return new Problem(
        ErrorCode.NOT_READY,
        "Not ready",
        503,
        detail,
        "Ask again when GET /ready answers 200, or ask another node.");
  }

  static Problem timedOut(String detail) {
    return new Problem(
        ErrorCode.TIMED_OUT,
        "Timed out",
        504,
        detail,
        "Ask again; GET /cluster/members shows whether nodes are unreachable.");
  }

  static Problem wrongHost(String host) {
    return new Problem(
        ErrorCode.WRONG_HOST,
        "Wrong host",
        421,
        "Host [%s] is not served here.".formatted(host),
        "Ask for 127.0.0.1 or localhost, or add the name to potoroo.management.allowed-hosts.");
  }

  /** State could not be read; what the store says is for people. */
  static Problem storeUnavailable(String detail) {
    return new Problem(
        ErrorCode.STORE_UNAVAILABLE,
        "Store unavailable",
        503,
        detail,
        "Ask again when the store answers; the pipeline waits for it and goes on by itself.");
  }

  static Problem internal() {
    return new Problem(
        ErrorCode.INTERNAL,
        "Internal error",
        500,
        "The answer could not be made.",
        "The log of this node says why.");
  }
}
