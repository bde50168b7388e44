package dev.potoroo;

import com.fasterxml.jackson.databind.JavaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A named, stateful step: for each key one state object, to which the records of that key are
 * applied one at a time, in order. A value: immutable, thread-safe, usable as a constant.
 *
 * <p>It is built in the order in, state, out, handlers, so that every handler is checked against
 * known types:
 *
 * <pre>{@code
 * static final Step<Tick, Stock, NewHigh> LATEST_PRICE =
 *     Step.named("latest-price").in(Tick.class).state(Stock.class, Stock::unknown).out(NewHigh.class)
 *         .on(Tick.class, (stock, tick, ctx) -> ctx.become(stock.seen(tick)));
 * }</pre>
 *
 * <p>The name is the identity of the state: in URLs, in metrics, and in what is stored. Several
 * input types: a sealed interface as input and one {@link #on} for each case. Several output types:
 * a sealed interface as output, split by {@link DataStream#only}.
 *
 * @param <I> what it takes
 * @param <S> its state
 * @param <O> what it emits; {@link Void} if nothing
 */
public final class Step<I, S, O> {
  private final String name;
  private final Typed<I> inputType;
  private final StateSpec<S> state;
  private final Class<O> outputType;
  private final Map<Class<?>, Handler<S, ?, O>> handlers;
  private final TimerHandlers<S, O> timers;
  private final QueryHandlers<S> queries;
  private final Optional<ErrorPolicy> errorPolicy;
  private final Keeping keeping;

  private Step(
      String name,
      Typed<I> inputType,
      StateSpec<S> state,
      Class<O> outputType,
      Map<Class<?>, Handler<S, ?, O>> handlers,
      TimerHandlers<S, O> timers,
      QueryHandlers<S> queries,
      Optional<ErrorPolicy> errorPolicy,
      Keeping keeping) {
    this.name = name;
    this.inputType = inputType;
    this.state = state;
    this.outputType = outputType;
    this.handlers = handlers;
    this.timers = timers;
    this.queries = queries;
    this.errorPolicy = errorPolicy;
    this.keeping = keeping;
  }

  /**
   * Whether its objects have no actors, how many superseded versions of each are kept, and what it
   * has to do with reference data.
   */
  private record Keeping(boolean dense, int history, StepRefs refs) {
    static final Keeping AS_USUAL = new Keeping(false, 0, StepRefs.NONE);
  }

  /** How a state begins, how it is stored, and whether handlers change it in place. */
  record StateSpec<S>(
      Codec<S> codec, Optional<JavaType> type, Supplier<S> initial, boolean mutable) {}

  /** Begins a step of that name: lower-case letters, digits and hyphens, at most 63 characters. */
  public static Named named(String name) {
    return new Named(Objects.requireNonNull(name, "name"));
  }

  /** A step that has a name. */
  public static final class Named {
    private final String name;

    private Named(String name) {
      this.name = name;
    }

    /**
     * The records it takes. A class, a record, or a sealed interface whose cases have a handler
     * each. Records of this type cross nodes, so Jackson must be able to write and read them.
     */
    public <I> State<I> in(Class<I> inputType) {
      return in(Typed.of(Objects.requireNonNull(inputType, "inputType")));
    }

    <I> State<I> in(Typed<I> inputType) {
      return new State<>(name, inputType);
    }
  }

  /** A step whose state is to be said. */
  public static final class State<I> {
    private final String name;
    private final Typed<I> inputType;

    private State(String name, Typed<I> inputType) {
      this.name = name;
      this.inputType = inputType;
    }

    /**
     * An immutable state, stored as JSON; {@code initial} gives the state of a key that was never
     * seen.
     */
    public <S> Out<I, S> state(Class<S> type, Supplier<S> initial) {
      return state(Codec.json(type), initial);
    }

    /**
     * An immutable state, stored by {@code codec}; {@code initial} gives the state of a key that
     * was never seen.
     */
    public <S> Out<I, S> state(Codec<S> codec, Supplier<S> initial) {
      return out(new StateSpec<>(codec, Optional.empty(), initial, false));
    }

    /** As {@link #state(Class, Supplier)}, of a type that has type arguments. */
    <S> Out<I, S> state(Typed<S> type, Supplier<S> initial) {
      return out(new StateSpec<>(type.json(), Optional.of(type.type()), initial, false));
    }

    private <S> Out<I, S> out(StateSpec<S> state) {
      Objects.requireNonNull(state.initial(), "initial");
      return new Out<>(name, inputType, state);
    }

    /**
     * A state object that handlers change in place. The promise is the same as for an immutable
     * one: a handler that throws leaves no half-changed object. It is kept by an encoded image of
     * the object, taken before the first of every 64 updates, from which the object is rebuilt and
     * the updates since then are applied again. So it costs one encoding per 64 updates, and
     * handlers must depend on nothing but state, record and context.
     */
    public <S> Out<I, S> mutableState(Class<S> type, Supplier<S> initial) {
      return out(new StateSpec<>(Codec.json(type), Optional.empty(), initial, true));
    }
  }

  /** A step whose output is to be said. */
  public static final class Out<I, S> {
    private final String name;
    private final Typed<I> inputType;
    private final StateSpec<S> state;

    private Out(String name, Typed<I> inputType, StateSpec<S> state) {
      this.name = name;
      this.inputType = inputType;
      this.state = state;
    }

    /** The records it emits; {@code Void.class} if it emits none and is there for its state. */
    public <O> Step<I, S, O> out(Class<O> outputType) {
      return new Step<>(
          name,
          inputType,
          state,
          Objects.requireNonNull(outputType, "outputType"),
          Map.of(),
          TimerHandlers.none(),
          QueryHandlers.none(),
          Optional.empty(),
          Keeping.AS_USUAL);
    }
  }

  /**
   * This step with a handler for records of class {@code type}, in place of an earlier one for the
   * same class.
   */
  public <X extends I> Step<I, S, O> on(Class<X> type, Handler<S, X, O> handler) {
    Map<Class<?>, Handler<S, ?, O>> more = new LinkedHashMap<>(handlers);
    more.put(Objects.requireNonNull(type, "type"), Objects.requireNonNull(handler, "handler"));
    return new Step<>(
        name, inputType, state, outputType, more, timers, queries, errorPolicy, keeping);
  }

  /**
   * This step with a handler for the timer of that name, which an object sets with {@link
   * Next#timer}.
   *
   * @param timer small letters, digits and hyphens, beginning with a letter; at most 63 characters
   */
  public Step<I, S, O> onTimer(String timer, TimerHandler<S, O> handler) {
    return with(timers.on(name, timer, handler));
  }

  /**
   * This step with objects that age: one that nothing has touched for so long, neither a record nor
   * a timer, is removed, soon after. It vanishes from memory, store and listings.
   *
   * @param age 1 ms to 36 500 days, by the clock
   */
  public Step<I, S, O> ttl(Duration age) {
    return with(timers.ttl(name, age, false));
  }

  /**
   * As {@link #ttl}, but by event time: an object is removed when event time has moved on so far
   * since it was touched. So it does not matter how fast records are read, nor when the pipeline
   * was stopped. When all input was read, event time goes to the end, and all objects have aged.
   *
   * @param age 1 ms to 36 500 days; some source must say {@link Source#eventTime} too
   */
  public Step<I, S, O> ttlByEventTime(Duration age) {
    return with(timers.ttl(name, age, true));
  }

  /**
   * This step with a handler that is called when an object has reached its age, by {@link #ttl} or
   * {@link #ttlByEventTime}: it may emit, and should give {@code ctx.clear()}. If it does not, the
   * object goes on, touched anew.
   */
  public Step<I, S, O> onExpire(TimerHandler<S, O> handler) {
    return with(timers.onExpire(handler));
  }

  /** This step, which does nothing useful unless some source has event time. */
  Step<I, S, O> byEventTime() {
    return with(timers.byEventTime());
  }

  /**
   * This step with an answer to questions of class {@code type} about one of its objects, in place
   * of an earlier one for the same class. They are asked at the management endpoint, between two
   * records of the object, and change nothing:
   *
   * <pre>{@code
   * record Spread(int decimals) {}
   * ...
   * .query(Spread.class, (stock, q, ctx) -> stock.spread(q.decimals()))
   * }</pre>
   *
   * @param type read from JSON, where its name is its own in kebab case ({@code BestOffer} is
   *     {@code best-offer}) or what {@code @JsonTypeName} says
   */
  public <Q> Step<I, S, O> query(Class<Q> type, QueryHandler<S, Q> handler) {
    return new Step<>(
        name,
        inputType,
        state,
        outputType,
        handlers,
        timers,
        queries.with(name, type, handler),
        errorPolicy,
        keeping);
  }

  private Step<I, S, O> with(TimerHandlers<S, O> changed) {
    return new Step<>(
        name, inputType, state, outputType, handlers, changed, queries, errorPolicy, keeping);
  }

  /**
   * This step with a policy for records whose handler throws; by default the pipeline's, see {@link
   * Flow#onError}.
   */
  public Step<I, S, O> onError(ErrorPolicy policy) {
    return new Step<>(
        name,
        inputType,
        state,
        outputType,
        handlers,
        timers,
        queries,
        Optional.of(policy),
        keeping);
  }

  /**
   * This step without an actor for each of its objects, for very many small objects of which each
   * has little to do. Nothing else is different: same handlers, order, atomicity, timers,
   * quarantine and inspection, key by key. The setting {@code potoroo.steps} overrules it.
   */
  public Step<I, S, O> dense() {
    return dense(true);
  }

  /** This step, dense or not; see {@link #dense()}. */
  public Step<I, S, O> dense(boolean dense) {
    return with(new Keeping(dense, keeping.history(), keeping.refs()));
  }

  /** Whether its objects have no actor each. */
  public boolean isDense() {
    return keeping.dense();
  }

  /**
   * This step with objects whose past can be looked at: of each, versions that later rounds have
   * superseded are kept beside it, written with the round that supersedes them. For each object
   * that a round changes that is a read and a write of all that is kept of it. How long they are
   * kept and how large they may be together is set under {@code potoroo.history}; the setting
   * {@code potoroo.steps} overrules the number.
   *
   * @param versions how many, 0 to 1000; 0, the default, is none
   * @throws IllegalArgumentException if it is another number
   */
  public Step<I, S, O> history(int versions) {
    if (versions < 0 || versions > 1000) {
      throw new IllegalArgumentException(
          "step ["
              + name
              + "] is to keep ["
              + versions
              + "] superseded versions of an object. It must be 0 to 1000.");
    }
    return with(new Keeping(keeping.dense(), versions, keeping.refs()));
  }

  /**
   * This step with handlers that read reference data, by {@link Context#ref}: those named here, and
   * those named before.
   *
   * @param refs which the pipeline must define, see {@link Flow#reference}
   */
  public Step<I, S, O> reads(Ref<?>... refs) {
    return with(keeping.refs().reading(List.of(refs)));
  }

  /** This step, whose one object is the value of a Ref. */
  Step<I, S, O> holding(Ref<?> ref) {
    return with(keeping.refs().holding(ref));
  }

  /**
   * This step with a limit to the encoded size of the value that it holds of a Ref; an update
   * beyond it is an error of the record. Without a meaning for other steps.
   */
  public Step<I, S, O> valueAtMost(int bytes) {
    return with(keeping.refs().atMost(bytes));
  }

  private Step<I, S, O> with(StepRefs changed) {
    return with(new Keeping(keeping.dense(), keeping.history(), changed));
  }

  private Step<I, S, O> with(Keeping changed) {
    return new Step<>(
        name, inputType, state, outputType, handlers, timers, queries, errorPolicy, changed);
  }

  /** How many superseded versions of an object are kept. */
  public int history() {
    return keeping.history();
  }

  /** The reference data that its handlers read. */
  public List<Ref<?>> reads() {
    return keeping.refs().reads();
  }

  /** The Ref whose value its one object is, if it is there for that. */
  public Optional<Ref<?>> holds() {
    return keeping.refs().holds();
  }

  StepRefs refs() {
    return keeping.refs();
  }

  /** The step's name. */
  public String name() {
    return name;
  }

  /** What it takes. */
  public Class<I> inputType() {
    return inputType.raw();
  }

  /** What it takes, with type arguments: how records are written and read. */
  public JavaType recordType() {
    return inputType.type();
  }

  /** The type of its state, if that tells more than the class of a state at hand. */
  public Optional<JavaType> stateType() {
    return state.type();
  }

  /** What it emits. */
  public Class<O> outputType() {
    return outputType;
  }

  /** How its state is stored. */
  public Codec<S> stateCodec() {
    return state.codec();
  }

  /** The state of a key that was never seen; a new object each time. */
  public S initialState() {
    return Objects.requireNonNull(
        state.initial().get(), () -> "the initial state of step [" + name + "] is null");
  }

  /** Whether handlers change the state in place. */
  public boolean mutable() {
    return state.mutable();
  }

  /** The classes that have a handler, in the order in which they were added. */
  public Iterable<Class<?>> handledTypes() {
    return handlers.keySet();
  }

  /** Whether its objects may have timers, or age. */
  public boolean hasTimers() {
    return !timers.isEmpty();
  }

  /** After how long without a record an object is removed, if it ever is. */
  public Optional<Duration> ttl() {
    return timers.ttl();
  }

  /** Whether its objects age by event time, if they do. */
  public boolean agesByEventTime() {
    return timers.ttlByEventTime();
  }

  /** Whether it does nothing useful unless some source has event time. */
  public boolean needsEventTime() {
    return timers.eventTime();
  }

  /** Whether it says what to do with objects that have aged, but not when they have. */
  public boolean expiresNever() {
    return timers.expiry().isPresent() && timers.ttl().isEmpty();
  }

  /** The names of the questions that it answers, in the order in which they were added. */
  public Set<String> queryNames() {
    return queries.names();
  }

  /** The class of the question of that name, which must be one of {@link #queryNames}. */
  public Class<?> queryType(String name) {
    return queries.type(name);
  }

  /**
   * Answers a question, without any runtime: how the runtime asks, and a unit test.
   *
   * @param name one of {@link #queryNames}
   * @param question of that class
   * @throws Exception what the handler threw
   */
  public @Nullable Object answer(String name, S state, Object question, QueryContext ctx)
      throws Exception {
    return queries.answer(name, state, question, ctx);
  }

  /** Whether its state has windows. */
  public boolean hasWindows() {
    return handlers.get(inputType.raw()) instanceof WindowHandler<?, ?>;
  }

  /**
   * The windows that a state has open, by their ends, each put together when it is asked for: of a
   * sliding one by the aggregate's own code, which may throw. Empty if the step has no windows.
   */
  public Stream<OpenWindow> openWindows(S state) {
    return handlers.get(inputType.raw()) instanceof WindowHandler<?, ?> windows
        ? Unchecked.<WindowHandler<I, Object>>cast(windows)
            .open(Unchecked.<WindowState<Object>>cast(state))
        : Stream.empty();
  }

  /** How its calls are made, if it is made of {@link Async}. */
  public Optional<Async<?, ?>> async() {
    return handlers.get(inputType.raw()) instanceof AsyncStep.OnEnd<?, ?> of
        ? Optional.of(of.async())
        : Optional.empty();
  }

  /** This step, which must have an {@link #async()}, with calls that are made in that way. */
  public Step<I, S, O> async(Async<?, ?> calls) {
    Handler<S, I, O> onEnd = Unchecked.cast(new AsyncStep.OnEnd<>(name, calls));
    return on(inputType(), onEnd);
  }

  /** What an {@link #async()} step keeps of a key when a call's record was given up. */
  public S afterCall(S state) {
    return Unchecked.cast(((CallCount) state).next());
  }

  /** The number of the next call of an {@link #async()} step. */
  public long nextCall(S state) {
    return ((CallCount) state).calls();
  }

  /** Its own error policy, if it has one. */
  public Optional<ErrorPolicy> errorPolicy() {
    return errorPolicy;
  }

  /** A way to call its handlers; one for each thread that does. */
  public StepCall<I, S, O> newCall() {
    return new StepCall<>(this);
  }

  /**
   * Runs the handler for one record, without any runtime: the first thing to write in a unit test.
   *
   * @param refs the values of reference data; Refs that are not among them have their initial ones
   * @return what the handler decided, to be compared with {@link Next#become}, {@link Next#keep} or
   *     {@link Next#clear}
   * @throws Exception what the handler threw
   */
  public Next<S, O> test(String key, S state, I record, Ref.Value<?>... refs) throws Exception {
    StepCall<I, S, O> call = newCall();
    call.refs(RefValues.of(List.of(refs)));
    return call.run(key, 0, Clock.systemUTC().instant(), state, record);
  }

  /**
   * Runs the handler of a timer, without any runtime, as {@link #test} does for a record.
   *
   * @param refs as there
   * @throws Exception what the handler threw
   */
  public Next<S, O> testTimer(String key, S state, String timer, Ref.Value<?>... refs)
      throws Exception {
    Instant now = Clock.systemUTC().instant();
    StepCall<Object, S, O> call = new StepCall<>(cast());
    call.refs(RefValues.of(List.of(refs)));
    return call.run(key, 0, now, state, new FiredTimer(timer, false, now.toEpochMilli()));
  }

  @SuppressWarnings("unchecked")
  private Step<Object, S, O> cast() {
    return (Step<Object, S, O>) this;
  }

  /** Each timer that a handler has set must have a handler of its own. */
  void checkTimers(Next<S, O> decided) {
    timers.check(name, decided.timers());
  }

  /** The value of a Ref must not become too large. */
  void checkValue(Next<S, O> decided) throws Exception {
    S value = decided.state();
    if (value != null) {
      keeping.refs().checkSize(name, state.codec().encode(value).length);
    }
  }

  @SuppressWarnings("unchecked")
  Handler<S, Object, O> handlerOf(Class<?> type) {
    if (type == FiredTimer.class) {
      return (state, fired, ctx) -> timers.of(name, (FiredTimer) fired).handle(state, ctx);
    }
    Handler<S, ?, O> onInput = handlers.get(inputType.raw());
    if (type == CallEnd.class && onInput instanceof AsyncStep.OnEnd<?, ?>) {
      return (Handler<S, Object, O>) onInput;
    }
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      Handler<S, ?, O> direct = handlers.get(c);
      if (direct != null) {
        return (Handler<S, Object, O>) direct;
      }
    }
    for (Map.Entry<Class<?>, Handler<S, ?, O>> e : handlers.entrySet()) {
      if (e.getKey().isAssignableFrom(type)) {
        return (Handler<S, Object, O>) e.getValue();
      }
    }
    throw new IllegalStateException(
        "step ["
            + name
            + "] has no handler for ["
            + type.getName()
            + "]. Add .on("
            + type.getSimpleName()
            + ".class, ...)");
  }

  @Override
  public String toString() {
    return "Step[" + name + "]";
  }
}
