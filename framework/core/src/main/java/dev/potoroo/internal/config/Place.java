package dev.potoroo.internal.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Map;
import java.util.TreeMap;

/** Where in the configuration something was written. */
final class Place {
  private Place() {}

  /**
   * File and line, option or variable. A block may be put together from several places and has none
   * of its own: its first setting's.
   */
  static String of(ConfigValue value) {
    if (value instanceof ConfigObject block && !block.isEmpty()) {
      Map.Entry<String, ConfigValue> first = new TreeMap<>(block).firstEntry();
      return of(first.getValue());
    }
    return value.origin().description();
  }
}
