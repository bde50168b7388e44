package dev.potoroo.opentelemetry;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.PotorooException.Fault;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads the settings of a block one by one, and goes on after a fault so that all are found. */
final class SettingsReader {
  private final Config config;
  private final String block;
  private final List<Fault> faults = new ArrayList<>();

  SettingsReader(Config config, String block) {
    this.config = config;
    this.block = block;
  }

  String text(String key, Predicate<String> right, String must) {
    return read(key, config::getString, right, must, "");
  }

  int number(String key, int min, int max) {
    return read(
        key,
        // A number with a fraction would be cut off otherwise.
        path -> new BigDecimal(config.getString(path).strip()).intValueExact(),
        number -> number >= min && number <= max,
        "a whole number from " + min + " to " + max,
        min);
  }

  Duration duration(String key, Duration min, Duration max) {
    return read(
        key,
        config::getDuration,
        duration -> duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0,
        "a duration from " + min.toSeconds() + "s to " + max.toMinutes() + "m, such as [5s]",
        min);
  }

  boolean flag(String key) {
    return read(key, config::getBoolean, any -> true, "[true] or [false]", false);
  }

  /** Throws if there was a fault. */
  void check() {
    if (!faults.isEmpty()) {
      throw new PotorooException(faults);
    }
  }

  private <T> T read(
      String key, Function<String, T> as, Predicate<T> right, String must, T instead) {
    String path = block + "." + key;
    try {
      T value = as.apply(path);
      if (right.test(value)) {
        return value;
      }
    } catch (ConfigException | NumberFormatException | ArithmeticException e) {
      // It is not even of the type: said below, like a value out of range.
    }
    ConfigValue given = config.getValue(path);
    faults.add(
        new Fault(
            ErrorCode.BAD_VALUE,
            "Setting [%s] is [%s] (%s). It must be %s."
                .formatted(path, given.unwrapped(), given.origin().description(), must)));
    return instead;
  }
}
