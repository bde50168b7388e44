package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.JacksonSupport;
import dev.potoroo.Next;
import dev.potoroo.QueryContext;
import dev.potoroo.Step;
import dev.potoroo.StepCall;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.status.Answered;
import dev.potoroo.status.Answered.Outcome;
import dev.potoroo.status.DryRun;
import dev.potoroo.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Has the application's own code look at copies of state objects, and says what came of it: what a
 * record would do, and answers to questions. It runs on a thread of its own, since it may take any
 * time: only other such questions wait for it.
 */
final class ObjectAnswers {
  private static final int MOST_WAITING = 100;

  private final Node node;
  private final ObjectReader reader;
  private final ThreadPoolExecutor worker;

  ObjectAnswers(Node node, ObjectReader reader) {
    this.node = node;
    this.reader = reader;
    this.worker =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            task -> node.thread("inspect", task));
    worker.allowCoreThreadTimeOut(true);
  }

  private <T> void look(
      int step,
      String key,
      Function<ObjectReader.Copy, Answered<T>> what,
      BiConsumer<Answered<T>, String> then) {
    CompletableFuture<Answered<T>> asked = reader.read(step, key).thenApplyAsync(what, worker);
    var unused =
        asked.whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                then.accept(answer, "");
              } else if (cause(failure) instanceof StoreException unread) {
                then.accept(Answered.not(Outcome.FAILED, ""), String.valueOf(unread.getMessage()));
              } else {
                then.accept(Answered.not(Outcome.FAILED, Fatal.describe(cause(failure))), "");
              }
            });
  }

  /** What does not fit into a message would never arrive. */
  private <T> Answered<T> fitting(Answered<T> answer) {
    int most = node.settings().wire().maxMessageSize();
    boolean fits = ShownJson.of(answer.value(), node.masking()).toString().length() <= most;
    return fits
        ? answer
        : Answered.not(
            Outcome.FAILED,
            "the answer is larger than potoroo.wire.max-message-size [" + most + "]");
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  // ---- what would a record do

  void dryRun(InspectMessage.AskDryRun ask) {
    this.<DryRun>look(
        ask.step(),
        ask.key(),
        copy -> dryRun(ask, copy),
        (answer, failure) ->
            ask.replyTo().tell(new InspectMessage.DryRunAnswer(fitting(answer), failure)));
  }

  private Answered<DryRun> dryRun(InspectMessage.AskDryRun ask, ObjectReader.Copy copy) {
    StepVertex vertex = node.topology().steps().get(ask.step());
    Object record;
    try {
      record = node.wireFormat(ask.step()).ofJson(ask.record());
    } catch (Exception e) {
      return Answered.not(
          Outcome.UNREADABLE,
          "the record is not one of step [" + vertex.name() + "]: " + Fatal.describe(e));
    }
    StateJson states = new StateJson(vertex, node.masking());
    // Before the handler, which may change it in place.
    JsonNode before = copy.exists() ? states.shown(copy.state()) : NullNode.instance;
    try {
      Next<Object, Object> next = run(vertex, ask.key(), copy, record, node.clock().instant());
      JsonNode after = after(next, copy, states);
      return Answered.ok(
          new DryRun(
              next.change(),
              before,
              after,
              JsonPatch.between(before, after),
              next.emitted().stream().map(one -> ShownJson.of(one, node.masking())).toList(),
              next.timers().stream().map(String::valueOf).toList(),
              null,
              null,
              null,
              copy.version(),
              copy.live()));
    } catch (Throwable error) {
      Fatal.rethrow(error);
      return Answered.ok(thrown(vertex, copy, before, error));
    }
  }

  @SuppressWarnings("unchecked")
  private Next<Object, Object> run(
      StepVertex vertex, String key, ObjectReader.Copy copy, Object record, Instant now)
      throws Exception {
    StepCall<Object, Object, Object> call =
        ((Step<Object, Object, Object>) vertex.step()).newCall();
    call.eventTime(copy.eventTime());
    call.refs(node.references().inForce().values());
    return call.run(key, copy.version(), now, copy.state(), record);
  }

  private static JsonNode after(
      Next<Object, Object> next, ObjectReader.Copy copy, StateJson states) {
    Object become = next.state();
    return switch (next.change()) {
      case CLEAR -> NullNode.instance;
      case BECOME -> states.shown(become == null ? copy.state() : become);
      // It may have been changed in place, or be new.
      case KEEP -> states.shown(copy.state());
    };
  }

  private static DryRun thrown(
      StepVertex vertex, ObjectReader.Copy copy, JsonNode before, Throwable error) {
    ErrorPolicy policy = vertex.policy().forError(error);
    return new DryRun(
        null,
        before,
        null,
        null,
        List.of(),
        List.of(),
        Fatal.describe(error),
        error.getClass().getName(),
        policy.action().name(),
        copy.version(),
        copy.live());
  }

  // ---- questions of the application's

  void query(InspectMessage.AskQuery ask) {
    this.<JsonNode>look(
        ask.step(),
        ask.key(),
        copy -> query(ask, copy),
        (answer, failure) ->
            ask.replyTo().tell(new InspectMessage.QueryAnswer(fitting(answer), failure)));
  }

  @SuppressWarnings("unchecked")
  private Answered<JsonNode> query(InspectMessage.AskQuery ask, ObjectReader.Copy copy) {
    if (!copy.exists()) {
      return Answered.not(Outcome.NO_SUCH_ENTITY, "there is no object with this key");
    }
    Step<Object, Object, Object> step =
        (Step<Object, Object, Object>) node.topology().steps().get(ask.step()).step();
    Object question;
    try {
      question = JacksonSupport.json().treeToValue(ask.question(), step.queryType(ask.query()));
    } catch (Exception e) {
      return Answered.not(
          Outcome.UNREADABLE, "the question is not a [" + ask.query() + "]: " + Fatal.describe(e));
    }
    try {
      QueryContext ctx = new QueryContext(ask.key(), copy.version(), node.clock().instant());
      Object answer = step.answer(ask.query(), copy.state(), question, ctx);
      return Answered.ok(ShownJson.of(answer, node.masking()));
    } catch (Throwable error) {
      Fatal.rethrow(error);
      return Answered.not(Outcome.FAILED, Fatal.describe(error));
    }
  }
}
