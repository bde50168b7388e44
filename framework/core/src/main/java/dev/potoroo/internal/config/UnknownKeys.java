package dev.potoroo.internal.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Finds keys under {@code potoroo} that no module's {@code reference.conf} has. */
final class UnknownKeys {
  private static final String ROOT = "potoroo";

  /** Blocks whose keys are names of the pipeline; they are checked with the pipeline. */
  private static final Set<List<String>> BY_NAME =
      Set.of(List.of(ROOT, "bindings"), List.of(ROOT, "steps"));

  private final ConfigObject reference = ConfigFactory.defaultReference().getObject(ROOT);
  private final List<Fault> faults = new ArrayList<>();

  private UnknownKeys() {}

  static List<Fault> in(Config config) {
    UnknownKeys keys = new UnknownKeys();
    if (config.hasPath(ROOT)) {
      keys.compare(List.of(ROOT), config.getValue(ROOT), keys.reference);
    }
    return keys.faults;
  }

  private void compare(List<String> path, ConfigValue given, ConfigValue known) {
    boolean block = known instanceof ConfigObject;
    if (block && !(given instanceof ConfigObject)) {
      faults.add(
          new Fault(
              ErrorCode.BAD_VALUE,
              Setting.of(name(path), given).is() + " It must be a block { ... } of settings."));
    } else if (block && !BY_NAME.contains(path)) {
      // Sorted, so that the same mistakes give the same report.
      new TreeMap<>((ConfigObject) given)
          .forEach((key, value) -> compareKey(path, key, value, (ConfigObject) known));
    }
  }

  private void compareKey(List<String> parent, String key, ConfigValue given, ConfigObject known) {
    List<String> path = append(parent, key);
    ConfigValue knownValue = known.get(key);
    if (knownValue != null) {
      compare(path, given, knownValue);
    } else {
      faults.add(
          new Fault(
              ErrorCode.UNKNOWN_KEY,
              "Setting ["
                  + name(path)
                  + "] ("
                  + Place.of(given)
                  + ") does not exist. The nearest is ["
                  + nearest(path)
                  + "]."));
    }
  }

  /** By the last word of the path, so that a key in a wrong block is found; then by all of it. */
  private String nearest(List<String> path) {
    List<List<String>> known = new ArrayList<>();
    collect(List.of(ROOT), reference, known);
    Comparator<List<String>> byLastWord =
        Comparator.comparingInt(candidate -> Nearest.distance(last(path), last(candidate)));
    return known.stream()
        .min(
            byLastWord.thenComparingInt(candidate -> Nearest.distance(name(path), name(candidate))))
        .map(UnknownKeys::name)
        .orElse(ROOT);
  }

  private static void collect(List<String> path, ConfigObject block, List<List<String>> into) {
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(block).entrySet()) {
      List<String> child = append(path, entry.getKey());
      into.add(child);
      if (entry.getValue() instanceof ConfigObject nested) {
        collect(child, nested, into);
      }
    }
  }

  private static List<String> append(List<String> path, String key) {
    List<String> longer = new ArrayList<>(path);
    longer.add(key);
    return List.copyOf(longer);
  }

  private static String last(List<String> path) {
    return path.get(path.size() - 1);
  }

  private static String name(List<String> path) {
    return ConfigUtil.joinPath(path);
  }
}
