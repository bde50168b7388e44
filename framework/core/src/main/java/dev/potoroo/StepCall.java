package dev.potoroo;

import dev.potoroo.connector.generator.ReproducibleRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Calls the handlers of one step, one record after the other, reusing its buffers: the result of a
 * call is valid until the next one. This is how the runtime and {@link Step#test} run a step. Not
 * thread-safe.
 *
 * @param <I> what the step takes
 * @param <S> its state
 * @param <O> what it emits
 */
public final class StepCall<I, S, O> implements Context<S, O> {
  private final Step<I, S, O> step;
  private final Map<Class<?>, Handler<S, Object, O>> byClass = new HashMap<>();
  private final boolean holdsReference;
  private final NextBuffer<S, O> next = new NextBuffer<>();
  private @Nullable Class<?> lastClass;
  private @Nullable Handler<S, Object, O> lastHandler;
  private String key = "";
  private Instant now = Instant.EPOCH;
  private Instant eventTime = Instant.MIN;
  private RefValues refs = RefValues.INITIAL;
  private long version;
  private @Nullable ReproducibleRandom random;

  StepCall(Step<I, S, O> step) {
    this.step = step;
    this.holdsReference = step.holds().isPresent();
  }

  /**
   * Runs the handler of {@code record}'s class; for a {@link FiredTimer} that of the timer.
   *
   * @param key the object's key
   * @param version how many updates the object has seen
   * @param now the processing time to show to the handler
   * @return what the handler decided; never null
   * @throws Exception what the handler threw, or an {@link IllegalStateException} if it returned
   *     null
   */
  public Next<S, O> run(String key, long version, Instant now, S state, I record) throws Exception {
    this.key = key;
    this.version = version;
    this.now = now;
    this.random = null;
    next.reset();
    Next<S, O> decided = handlerOf(record.getClass()).handle(state, record, this);
    if (decided == null) {
      throw new IllegalStateException(
          "the handler of step ["
              + step.name()
              + "] returned null. Return ctx.keep() if nothing is to happen.");
    }
    if (!decided.timers().isEmpty()) {
      step.checkTimers(decided);
    }
    if (holdsReference) {
      step.checkValue(decided);
    }
    return decided;
  }

  private Handler<S, Object, O> handlerOf(Class<?> type) {
    if (type != lastClass || lastHandler == null) {
      lastHandler = byClass.computeIfAbsent(type, step::handlerOf);
      lastClass = type;
    }
    return lastHandler;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public Instant now() {
    return now;
  }

  /** Says how far event time has come, from the next call on; at first it is not known. */
  public void eventTime(Instant watermark) {
    eventTime = watermark;
  }

  @Override
  public Instant eventTime() {
    return eventTime;
  }

  /** Gives the values of reference data that handlers read from the next call on. */
  public void refs(RefValues values) {
    refs = values;
  }

  /** The values of reference data that handlers read. */
  public RefValues refs() {
    return refs;
  }

  @Override
  public <T> T ref(Ref<T> ref) {
    step.refs().checkReads(step.name(), ref);
    return refs.get(ref);
  }

  @Override
  public RandomGenerator random() {
    ReproducibleRandom r = random;
    if (r == null) {
      r = new ReproducibleRandom(Objects.hash(step.name(), key), version);
      random = r;
    }
    return r;
  }

  @Override
  public Next<S, O> become(S state) {
    return next.set(Next.Change.BECOME, state);
  }

  @Override
  public Next<S, O> keep() {
    return next.set(Next.Change.KEEP, null);
  }

  @Override
  public Next<S, O> clear() {
    return next.set(Next.Change.CLEAR, null);
  }
}
