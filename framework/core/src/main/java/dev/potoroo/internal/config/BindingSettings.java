package dev.potoroo.internal.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.PotorooException.Fault;
import dev.potoroo.connector.ConnectorSettings;
import dev.potoroo.connector.generator.Generator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A binding's settings; takes down what was asked for, since the rest does not exist. */
final class BindingSettings implements ConnectorSettings {
  static final String CONNECTOR = "connector";
  private static final Duration LONGEST = Duration.ofDays(365);

  private final String name;
  private final Config config;
  private final Optional<Generator<?>> generator;
  private final TreeSet<String> asked = new TreeSet<>(List.of(CONNECTOR));

  /**
   * @param config what stands in the binding's block
   */
  BindingSettings(String name, Config config, Optional<Generator<?>> generator) {
    this.name = name;
    this.config = config;
    this.generator = generator;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean has(String key) {
    return find(key) != null;
  }

  @Override
  public String text(String key) {
    return required(key, Setting::text);
  }

  @Override
  public String text(String key, String otherwise) {
    return optional(key, otherwise, Setting::plainText);
  }

  @Override
  public String oneOf(String key, String otherwise, List<String> words) {
    return optional(key, otherwise, setting -> setting.oneOf(words));
  }

  @Override
  public List<String> texts(String key) {
    return required(
        key,
        setting -> {
          List<String> texts = setting.texts();
          if (texts.isEmpty() || texts.stream().anyMatch(String::isBlank)) {
            throw setting.mustBe("a text or a list of texts, none of them empty");
          }
          return texts;
        });
  }

  @Override
  public long number(String key, long min, long max) {
    return required(key, setting -> setting.number(min, max));
  }

  @Override
  public long number(String key, long otherwise, long min, long max) {
    return optional(key, otherwise, setting -> setting.number(min, max));
  }

  @Override
  public int size(String key, int otherwise) {
    return optional(key, otherwise, setting -> (int) setting.size(1, Integer.MAX_VALUE));
  }

  @Override
  public Duration duration(String key, Duration otherwise) {
    return optional(key, otherwise, setting -> setting.duration(Duration.ZERO, LONGEST));
  }

  @Override
  public boolean flag(String key, boolean otherwise) {
    return optional(key, otherwise, Setting::flag);
  }

  @Override
  public Map<String, String> block(String key) {
    return optional(key, Map.of(), Setting::block);
  }

  @Override
  public Optional<Generator<?>> generator() {
    return generator;
  }

  /** A fault for each key that was never asked for. */
  List<Fault> leftovers() {
    return config.entrySet().stream()
        .filter(entry -> !wasAsked(entry.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .map(this::unknown)
        .toList();
  }

  private Fault unknown(Map.Entry<String, ConfigValue> entry) {
    return new Fault(
        ErrorCode.UNKNOWN_KEY,
        "Setting ["
            + path(entry.getKey())
            + "] ("
            + Place.of(entry.getValue())
            + ") does not exist with connector ["
            + text(CONNECTOR)
            + "]. The nearest is ["
            + path(Nearest.of(entry.getKey(), asked))
            + "].");
  }

  private boolean wasAsked(String key) {
    return asked.contains(key) || asked.stream().anyMatch(block -> key.startsWith(block + "."));
  }

  private <T> T optional(String key, T otherwise, Function<Setting, T> as) {
    ConfigValue value = find(key);
    return value == null ? otherwise : as.apply(Setting.of(path(key), value));
  }

  private <T> T required(String key, Function<Setting, T> as) {
    ConfigValue value = find(key);
    if (value == null) {
      throw new PotorooException(
          ErrorCode.BAD_VALUE,
          "Setting ["
              + path(key)
              + "] is not set ("
              + Place.of(config.root())
              + "). The connector needs it: add "
              + key
              + " = ... to the binding."
              + misspelt(key));
    }
    return as.apply(Setting.of(path(key), value));
  }

  /** A provider stops at the first missing key, so this is where a misspelt one must be named. */
  private String misspelt(String key) {
    return config.entrySet().stream()
        .map(Map.Entry::getKey)
        .filter(given -> !wasAsked(given) && Nearest.distance(given, key) <= 2)
        .findFirst()
        .map(given -> " Is [" + given + "] meant to be it?")
        .orElse("");
  }

  private @Nullable ConfigValue find(String key) {
    asked.add(key);
    return config.hasPath(key) ? config.getValue(key) : null;
  }

  private String path(String key) {
    return "potoroo.bindings." + ConfigUtil.joinPath(name) + "." + key;
  }
}
