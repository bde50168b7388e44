package dev.potoroo;

import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Reference data: one value that handlers of any step read and a source updates, such as limits,
 * rates, or a table that everything is looked up in. A value itself: immutable, thread-safe, usable
 * as a constant.
 *
 * <pre>{@code
 * static final Ref<Limits> LIMITS = Ref.of("limits", Limits.class, Limits::defaults);
 * ...
 * flow.reference(LIMITS, Source.named("limits", Codec.json(Limits.class)));
 * ...
 * static final Step<Order, Book, Rejected> ORDERS = Step.named("orders")
 *     ... .reads(LIMITS)
 *     .on(Order.class, (book, order, ctx) -> order.size() > ctx.ref(LIMITS).most() ? ... : ...);
 * }</pre>
 *
 * <p>All keys on all nodes change from one value to the next at the same end of a round, and only
 * to a value that is committed: so within a round everybody reads the same, a rollback takes
 * nothing back that anybody has read, and a record that is handled again is handled with the value
 * that holds then for all. An update holds as soon as the round that it came in is committed and
 * the next one has ended.
 *
 * <p>The value lives in a step of the Ref's name, as the one object of it, whose key is that name
 * too. So it is stored, looked at, corrected and kept a history of as any state. Handlers share it
 * between threads: it must not be changed.
 *
 * @param <T> the value's class, which Jackson must be able to write and read
 */
public final class Ref<T> {
  private final String name;
  private final Class<T> type;
  private final Supplier<? extends T> initial;

  private Ref(String name, Class<T> type, Supplier<? extends T> initial) {
    this.name = name;
    this.type = type;
    this.initial = initial;
  }

  /**
   * Reference data of a name.
   *
   * @param name as a step's: lower-case letters, digits and hyphens, at most 63 characters
   * @param initial the value before any update
   */
  public static <T> Ref<T> of(String name, Class<T> type, Supplier<? extends T> initial) {
    return new Ref<>(
        Objects.requireNonNull(name, "name"),
        Objects.requireNonNull(type, "type"),
        Objects.requireNonNull(initial, "initial"));
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** The class of its value. */
  public Class<T> type() {
    return type;
  }

  /** The value before any update. */
  public T initial() {
    return Objects.requireNonNull(
        initial.get(), () -> "the initial value of Ref [" + name + "] is null");
  }

  /**
   * This Ref with a value, for {@link Step#test}.
   *
   * @param value what {@code ctx.ref(...)} is to give
   */
  public Value<T> with(T value) {
    return new Value<>(this, Objects.requireNonNull(value, "value"));
  }

  /** The step whose one object is the value. */
  <U> Step<U, T, Void> step(Class<U> update, BiFunction<? super T, ? super U, ? extends T> merge) {
    Objects.requireNonNull(merge, "merge");
    return Step.named(name)
        .in(Objects.requireNonNull(update, "update"))
        .state(type, this::initial)
        .out(Void.class)
        .on(
            update,
            (value, changed, ctx) ->
                ctx.become(
                    Objects.requireNonNull(
                        merge.apply(value, changed),
                        () -> "merging an update of Ref [" + name + "] gave null")))
        .holding(this);
  }

  @Override
  public String toString() {
    return "Ref[" + name + "]";
  }

  /**
   * A Ref with a value.
   *
   * @param ref which
   * @param value its value
   */
  public record Value<T>(Ref<T> ref, T value) {}
}
