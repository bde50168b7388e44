package dev.potoroo.store.postgres;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import dev.potoroo.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads the settings of a block one by one, and goes on after a fault so that all are found. */
final class SettingsReader {
  private final Config config;
  private final String block;
  private final List<String> faults = new ArrayList<>();

  SettingsReader(Config config, String block) {
    this.config = config;
    this.block = block;
  }

  String text(String key, Predicate<String> right, String must) {
    return read(path(key), config::getString, right, must, "");
  }

  /** A text that no message may show. */
  String secret(String key) {
    try {
      return config.getString(path(key));
    } catch (ConfigException e) {
      faults.add("Setting [" + path(key) + "] must be a text; it may be empty.");
      return "";
    }
  }

  int number(String key, int min, int max) {
    return read(
        path(key),
        config::getInt,
        number -> number >= min && number <= max,
        "a whole number from " + min + " to " + max,
        min);
  }

  Duration duration(String key, Duration min, Duration max) {
    return read(
        path(key),
        config::getDuration,
        duration -> duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0,
        "a duration from " + shown(min) + " to " + shown(max) + ", such as [5s]",
        min);
  }

  /** Throws if there was a fault. */
  void check() throws StoreException {
    if (!faults.isEmpty()) {
      throw new StoreException(StoreException.Kind.REFUSED, String.join(" ", faults), null);
    }
  }

  private <T> T read(
      String path, Function<String, T> as, Predicate<T> right, String must, T instead) {
    if (!config.hasPath(path)) {
      faults.add("Setting [" + path + "] is not set. It must be " + must + ".");
      return instead;
    }
    try {
      T value = as.apply(path);
      if (right.test(value)) {
        return value;
      }
    } catch (ConfigException e) {
      // It is not even of the type: said below, like a value out of range.
    }
    ConfigValue value = config.getValue(path);
    faults.add(
        "Setting [%s] is [%s] (%s). It must be %s."
            .formatted(path, shown(value), value.origin().description(), must));
    return instead;
  }

  /** Without the password that a URL may have in it. */
  private static String shown(ConfigValue value) {
    return String.valueOf(value.unwrapped())
        .replaceFirst("//[^/@]*@", "//***@")
        .replaceFirst("\\?.*", "?***");
  }

  private String path(String key) {
    return block + "." + key;
  }

  private static String shown(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
