package dev.potoroo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of Refs at one moment. Immutable, and so are the values, by agreement; thread-safe.
 */
public final class RefValues {
  /** All Refs have their initial values. */
  public static final RefValues INITIAL = new RefValues(Map.of());

  private final Map<String, Object> byName;

  private RefValues(Map<String, Object> byName) {
    this.byName = byName;
  }

  /** These values; Refs that are not among them have their initial ones. */
  public static RefValues of(List<Ref.Value<?>> values) {
    Map<String, Object> byName = new HashMap<>();
    values.forEach(one -> byName.put(one.ref().name(), one.value()));
    return new RefValues(byName);
  }

  /**
   * The value of a Ref.
   *
   * @throws ClassCastException if a value of another class was given for that name
   */
  public <T> T get(Ref<T> ref) {
    Object value = byName.get(ref.name());
    return value == null ? ref.initial() : ref.type().cast(value);
  }
}
