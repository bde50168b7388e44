package dev.potoroo.internal.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import dev.potoroo.Async;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.PotorooException.Fault;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.internal.topology.Topology.StepVertex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What {@code potoroo.steps} says of single steps, by name; it overrules what is said in code. And
 * how large reference data may be.
 */
public final class StepSettings {
  static final String PATH = "potoroo.steps";

  private static final String GRANULARITY = "granularity";
  private static final String DENSE = "dense";
  private static final String HISTORY = "history";
  private static final String PARALLEL = "parallel";
  private static final List<String> CALLS = List.of(PARALLEL, "timeout");
  private static final int MOST_VERSIONS = 1000;
  private static final int MOST_PARALLEL = 10_000;

  /** How large a value of reference data may be. */
  static final String LIMIT = "potoroo.references.max-size";

  private static final long KIB = 1024;
  private static final long MOST_BYTES = 64 * KIB * KIB;

  private final Topology topology;
  private final Config config;
  private final Map<String, ConfigValue> settings = new TreeMap<>();
  private final List<Fault> faults = new ArrayList<>();

  private StepSettings(Topology topology, Config config) {
    this.topology = topology;
    this.config = config;
    if (config.hasPath(PATH)) {
      settings.putAll(config.getObject(PATH));
    }
  }

  /**
   * The topology with the steps as they are set.
   *
   * @param config the whole configuration, resolved
   * @throws PotorooException with all faults: settings of steps that do not exist, or that are not
   *     as they must be
   */
  public static Topology apply(Topology topology, Config config) {
    return new StepSettings(topology, config).applied();
  }

  private Topology applied() {
    checkNames();
    List<StepVertex> steps = topology.steps().stream().map(this::applied).toList();
    if (!faults.isEmpty()) {
      throw new PotorooException(faults);
    }
    return topology.withSteps(steps);
  }

  private void checkNames() {
    TreeSet<String> names = new TreeSet<>();
    topology.steps().forEach(vertex -> names.add(vertex.name()));
    settings.forEach(
        (name, value) -> {
          if (!names.contains(name)) {
            fault(
                "Setting [%s] (%s) names no step of pipeline [%s], which has %s.%s"
                    .formatted(
                        path(name),
                        Place.of(value),
                        topology.pipeline(),
                        names,
                        names.isEmpty()
                            ? ""
                            : " The nearest is [" + Nearest.of(name, names) + "]."));
          }
        });
  }

  private StepVertex applied(StepVertex vertex) {
    StepVertex applied = vertex.step().holds().isPresent() ? withLimit(vertex) : vertex;
    for (Map.Entry<String, ConfigValue> entry : block(vertex.name()).entrySet()) {
      String path = path(vertex.name()) + "." + entry.getKey();
      Setting setting = Setting.of(path, entry.getValue());
      if (entry.getKey().equals(GRANULARITY)) {
        applied = withGranularity(applied, setting);
      } else if (entry.getKey().equals(HISTORY)) {
        applied = withHistory(applied, setting);
      } else if (vertex.step().async().isPresent() && CALLS.contains(entry.getKey())) {
        applied = withCalls(applied, setting, entry.getKey());
      } else {
        fault(
            setting.is()
                + " It does not exist. A step can be given ["
                + GRANULARITY
                + "] and ["
                + HISTORY
                + "] only, one that makes calls "
                + CALLS
                + " too.");
      }
    }
    return applied;
  }

  private Map<String, ConfigValue> block(String step) {
    ConfigValue value = settings.get(step);
    if (value == null) {
      return Map.of();
    }
    if (value instanceof ConfigObject block) {
      return new TreeMap<>(block);
    }
    faults.addAll(
        Setting.of(path(step), value)
            .mustBe("a block, such as { " + GRANULARITY + " = " + DENSE + " }")
            .faults());
    return Map.of();
  }

  private StepVertex withGranularity(StepVertex vertex, Setting setting) {
    try {
      boolean dense = setting.oneOf(List.of(DENSE, "object")).equals(DENSE);
      return vertex.with(vertex.step().dense(dense));
    } catch (PotorooException e) {
      faults.addAll(e.faults());
      return vertex;
    }
  }

  private StepVertex withLimit(StepVertex vertex) {
    int most = (int) new SettingsReader(config, faults).size(LIMIT, KIB, MOST_BYTES);
    return vertex.with(vertex.step().valueAtMost(most));
  }

  private StepVertex withHistory(StepVertex vertex, Setting setting) {
    try {
      int versions = (int) setting.number(0, MOST_VERSIONS);
      return vertex.with(vertex.step().history(versions));
    } catch (PotorooException e) {
      faults.addAll(e.faults());
      return vertex;
    }
  }

  private StepVertex withCalls(StepVertex vertex, Setting setting, String key) {
    Async<?, ?> calls = vertex.step().async().orElseThrow();
    try {
      return vertex.with(
          vertex
              .step()
              .async(
                  key.equals(PARALLEL)
                      ? calls.parallel((int) setting.number(1, MOST_PARALLEL))
                      : calls.timeout(
                          setting.duration(Duration.ofMillis(1), Duration.ofHours(24)))));
    } catch (PotorooException e) {
      faults.addAll(e.faults());
      return vertex;
    }
  }

  private void fault(String message) {
    faults.add(new Fault(ErrorCode.UNKNOWN_KEY, message));
  }

  private static String path(String step) {
    return PATH + "." + ConfigUtil.joinPath(step);
  }
}
