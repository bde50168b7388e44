package dev.potoroo.connector;

import dev.potoroo.connector.generator.Generator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Settings from a map; takes down what was asked for. */
public final class TestSettings implements ConnectorSettings {
  private final Map<String, Object> values;
  private final Optional<Generator<?>> generator;
  private final Set<String> asked = new TreeSet<>();

  public TestSettings(Map<String, Object> values, Optional<Generator<?>> generator) {
    this.values = values;
    this.generator = generator;
  }

  public static TestSettings of(Map<String, Object> values) {
    return new TestSettings(values, Optional.empty());
  }

  public Set<String> asked() {
    return asked;
  }

  @Override
  public String name() {
    return "bound";
  }

  @Override
  public boolean has(String key) {
    asked.add(key);
    return values.containsKey(key);
  }

  @Override
  public String text(String key) {
    return (String) required(key);
  }

  @Override
  public String text(String key, String otherwise) {
    return (String) optional(key, otherwise);
  }

  @Override
  public String oneOf(String key, String otherwise, List<String> words) {
    String word = text(key, otherwise);
    if (!words.contains(word)) {
      throw new IllegalArgumentException(key + " [" + word + "] must be one of " + words);
    }
    return word;
  }

  @Override
  public List<String> texts(String key) {
    Object value = required(key);
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of((String) value);
  }

  @Override
  public long number(String key, long min, long max) {
    return ((Number) required(key)).longValue();
  }

  @Override
  public long number(String key, long otherwise, long min, long max) {
    return ((Number) optional(key, otherwise)).longValue();
  }

  @Override
  public int size(String key, int otherwise) {
    return (int) optional(key, otherwise);
  }

  @Override
  public Duration duration(String key, Duration otherwise) {
    return (Duration) optional(key, otherwise);
  }

  @Override
  public boolean flag(String key, boolean otherwise) {
    return (boolean) optional(key, otherwise);
  }

  @Override
  @SuppressWarnings("unchecked")
  public Map<String, String> block(String key) {
    return (Map<String, String>) optional(key, Map.of());
  }

  @Override
  public Optional<Generator<?>> generator() {
    return generator;
  }

  private Object required(String key) {
    if (!has(key)) {
      throw new IllegalArgumentException(key + " is not set");
    }
    return values.get(key);
  }

  private Object optional(String key, Object otherwise) {
    return has(key) ? values.get(key) : otherwise;
  }
}
