package dev.potoroo.internal.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.PotorooException.Fault;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.connector.ConnectorProvider;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.generator.Generator;
import dev.potoroo.internal.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * Finds the connector of each source and sink: the one that {@code potoroo.bindings} gives it, else
 * the one given in code.
 */
public final class Bindings {
  private static final String PATH = "potoroo.bindings";

  private final String pipeline;
  private final Map<String, ConfigValue> bindings;
  private final Map<String, ConnectorProvider> providers;
  private final List<Fault> faults = new ArrayList<>();

  private Bindings(
      String pipeline,
      Map<String, ConfigValue> bindings,
      Map<String, ConnectorProvider> providers) {
    this.pipeline = pipeline;
    this.bindings = bindings;
    this.providers = providers;
  }

  /**
   * Finds all connectors; opens none.
   *
   * @param config the whole configuration, resolved
   * @throws PotorooException with all faults: bindings of nothing, unknown connectors, wrong
   *     settings, elements without a connector
   */
  public static ResolvedBindings resolve(Topology topology, Config config) {
    return resolve(topology, config, providers());
  }

  static ResolvedBindings resolve(
      Topology topology, Config config, Map<String, ConnectorProvider> providers) {
    Bindings resolving = new Bindings(topology.pipeline(), in(config), providers);
    ResolvedBindings resolved = resolving.all(topology);
    if (!resolving.faults.isEmpty()) {
      throw new PotorooException(resolving.faults);
    }
    return resolved;
  }

  /**
   * The topology with the connectors that configuration gives; elements that have none at all stay
   * without.
   *
   * @throws PotorooException with all faults of the bindings that there are
   */
  public static Topology bound(Topology topology, Config config) {
    Bindings resolving = new Bindings(topology.pipeline(), in(config), providers());
    resolving.checkNames(topology);
    Topology bound =
        topology.with(
            vertex ->
                resolving.bindings.containsKey(vertex.name())
                    ? resolving.source(vertex.source())
                    : Optional.empty(),
            vertex ->
                resolving.bindings.containsKey(vertex.name())
                    ? resolving.sink(vertex.sink())
                    : Optional.empty());
    if (!resolving.faults.isEmpty()) {
      throw new PotorooException(resolving.faults);
    }
    return bound;
  }

  private static Map<String, ConnectorProvider> providers() {
    TreeMap<String, ConnectorProvider> providers = new TreeMap<>();
    ServiceLoader.load(ConnectorProvider.class).forEach(p -> providers.put(p.name(), p));
    return providers;
  }

  private static Map<String, ConfigValue> in(Config config) {
    Map<String, ConfigValue> bindings = new TreeMap<>();
    if (config.hasPath(PATH)) {
      bindings.putAll(config.getObject(PATH));
    }
    return bindings;
  }

  private ResolvedBindings all(Topology topology) {
    checkNames(topology);
    List<SourceConnector> sources = new ArrayList<>();
    for (Topology.SourceVertex vertex : topology.sources()) {
      source(vertex.source()).ifPresent(sources::add);
    }
    List<SinkConnector> sinks = new ArrayList<>();
    for (Topology.SinkVertex vertex : topology.sinks()) {
      sink(vertex.sink()).ifPresent(sinks::add);
    }
    return new ResolvedBindings(sources, sinks);
  }

  private void checkNames(Topology topology) {
    TreeSet<String> names = new TreeSet<>();
    topology.sources().forEach(vertex -> names.add(vertex.name()));
    topology.sinks().forEach(vertex -> names.add(vertex.name()));
    bindings.forEach(
        (name, value) -> {
          if (!names.contains(name)) {
            fault(
                ErrorCode.UNKNOWN_BINDING,
                ("Binding [%s] (%s) names no source or sink of pipeline [%s], which has %s. The"
                        + " nearest is [%s].")
                    .formatted(name, Place.of(value), pipeline, names, Nearest.of(name, names)));
          }
        });
  }

  private Optional<SourceConnector> source(Source<?> source) {
    if (bindings.containsKey(source.name())) {
      Optional<Generator<?>> generator = source.generator().map(g -> g);
      return bound(source.name(), "source", generator, ConnectorProvider::source);
    }
    if (source.connector().isEmpty()) {
      missing("Source", source.name(), "from");
    }
    return source.connector();
  }

  private Optional<SinkConnector> sink(Sink<?> sink) {
    if (bindings.containsKey(sink.name())) {
      return bound(sink.name(), "sink", Optional.empty(), ConnectorProvider::sink);
    }
    if (sink.connector().isEmpty()) {
      missing("Sink", sink.name(), "into");
    }
    return sink.connector();
  }

  private void missing(String what, String name, String method) {
    fault(
        ErrorCode.NO_CONNECTOR,
        ("%s [%s] of pipeline [%s] has no connector: add .%s(...) in code or set"
                + " potoroo.bindings.%s { connector = ... } to one of %s.")
            .formatted(
                what, name, pipeline, method, ConfigUtil.joinPath(name), providers.keySet()));
  }

  private <C> Optional<C> bound(
      String name,
      String kind,
      Optional<Generator<?>> generator,
      BiFunction<ConnectorProvider, BindingSettings, Optional<C>> make) {
    try {
      BindingSettings settings = new BindingSettings(name, block(name), generator);
      ConnectorProvider provider = provider(name, settings);
      Optional<C> connector = make.apply(provider, settings);
      if (connector.isEmpty()) {
        fault(
            ErrorCode.UNKNOWN_CONNECTOR,
            "Connector [%s] cannot be a %s, as binding [%s] (%s) wants it. Take another one of %s."
                .formatted(provider.name(), kind, name, origin(name), providers.keySet()));
      } else {
        faults.addAll(settings.leftovers());
      }
      return connector;
    } catch (PotorooException e) {
      faults.addAll(e.faults());
    } catch (RuntimeException e) {
      fault(
          ErrorCode.BAD_VALUE,
          "Binding [%s] (%s): %s".formatted(name, origin(name), String.valueOf(e.getMessage())));
    }
    return Optional.empty();
  }

  private Config block(String name) {
    if (bindings.get(name) instanceof ConfigObject block) {
      return block.toConfig();
    }
    throw new PotorooException(
        ErrorCode.BAD_VALUE,
        "Binding [%s] (%s) must be a block, such as { connector = stdout }."
            .formatted(name, origin(name)));
  }

  private ConnectorProvider provider(String name, BindingSettings settings) {
    if (!settings.has(BindingSettings.CONNECTOR)) {
      throw new PotorooException(
          ErrorCode.BAD_VALUE,
          "Binding [%s] (%s) names no connector. Add connector = one of %s."
              .formatted(name, origin(name), providers.keySet()));
    }
    String connector = settings.text(BindingSettings.CONNECTOR);
    ConnectorProvider provider = providers.get(connector);
    if (provider == null) {
      throw new PotorooException(
          ErrorCode.UNKNOWN_CONNECTOR,
          "Binding [%s] (%s): there is no connector [%s]. It must be one of %s."
              .formatted(name, origin(name), connector, providers.keySet()));
    }
    return provider;
  }

  private String origin(String name) {
    ConfigValue value = bindings.get(name);
    return value == null ? "" : Place.of(value);
  }

  private void fault(ErrorCode code, String message) {
    faults.add(new Fault(code, message));
  }
}
