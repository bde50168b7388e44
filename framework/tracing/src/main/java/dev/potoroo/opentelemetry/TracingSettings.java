package dev.potoroo.opentelemetry;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.PotorooException.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** What is set under {@code potoroo.tracing}, checked. */
record TracingSettings(int every, String endpoint, boolean showData) {
  private static final int MOST = 1_000_000_000;

  static TracingSettings of(Config config) {
    List<Fault> faults = new ArrayList<>();
    TracingSettings settings =
        new TracingSettings(
            read(
                config.getValue("potoroo.tracing.every"),
                "potoroo.tracing.every",
                config::getInt,
                every -> every >= 0 && every <= MOST,
                "a whole number from 0 to " + MOST,
                0,
                faults),
            read(
                config.getValue("potoroo.tracing.endpoint"),
                "potoroo.tracing.endpoint",
                config::getString,
                url -> url.matches("https?://[^/ ]+(/[^ ]*)?"),
                "an address such as [http://127.0.0.1:4318/v1/traces]",
                "",
                faults),
            read(
                config.getValue("potoroo.tracing.show-data"),
                "potoroo.tracing.show-data",
                config::getBoolean,
                any -> true,
                "[true] or [false]",
                false,
                faults));
    if (!faults.isEmpty()) {
      throw new PotorooException(faults);
    }
    return settings;
  }

  private static <T> T read(
      ConfigValue given,
      String path,
      Function<String, T> as,
      Predicate<T> right,
      String must,
      T instead,
      List<Fault> faults) {
    try {
      T value = as.apply(path);
      if (right.test(value)) {
        return value;
      }
    } catch (ConfigException e) {
      // It is not even of the type: said below, like a value out of range.
    }
    faults.add(
        new Fault(
            ErrorCode.BAD_VALUE,
            "Setting [%s] is [%s] (%s). It must be %s."
                .formatted(path, given.unwrapped(), given.origin().description(), must)));
    return instead;
  }
}
