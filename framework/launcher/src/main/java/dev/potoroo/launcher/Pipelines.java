package dev.potoroo.launcher;

import dev.potoroo.ErrorCode;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.internal.config.Nearest;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The pipelines that a command line knows, by name. */
final class Pipelines {
  private final Optional<Pipeline> only;
  private final Supplier<SortedMap<String, Pipeline>> all;

  private Pipelines(Optional<Pipeline> only, Supplier<SortedMap<String, Pipeline>> all) {
    this.only = only;
    this.all = all;
  }

  /** One pipeline, whose name need not be given. */
  static Pipelines only(Pipeline pipeline) {
    return new Pipelines(
        Optional.of(pipeline), () -> new TreeMap<>(Map.of(pipeline.name(), pipeline)));
  }

  /** Those that jars on the class path offer; looked for when they are needed. */
  static Pipelines services() {
    return new Pipelines(Optional.empty(), Pipelines::load);
  }

  /** Whether there is just one, by construction. */
  boolean single() {
    return only.isPresent();
  }

  Set<String> names() {
    return all.get().keySet();
  }

  /**
   * @param name may be null if there is just one
   * @throws PotorooException if there is none of that name
   */
  Pipeline find(@Nullable String name) {
    if (name == null && only.isPresent()) {
      return only.get();
    }
    SortedMap<String, Pipeline> known = all.get();
    if (known.isEmpty()) {
      throw new PotorooException(
          ErrorCode.UNKNOWN_PIPELINE,
          "There are no pipelines. Name their classes in META-INF/services/dev.potoroo.Pipeline.");
    }
    if (name == null) {
      throw new PotorooException(
          ErrorCode.BAD_COMMAND_LINE,
          "The name of the pipeline is missing. Add one of " + known.keySet() + ".");
    }
    Pipeline found = known.get(name);
    if (found == null) {
      throw new PotorooException(
          ErrorCode.UNKNOWN_PIPELINE,
          "There is no pipeline ["
              + name
              + "]. The nearest is ["
              + Nearest.of(name, known.keySet())
              + "] of "
              + known.keySet()
              + ".");
    }
    return found;
  }

  private static SortedMap<String, Pipeline> load() {
    SortedMap<String, Pipeline> pipelines = new TreeMap<>();
    try {
      for (Pipeline pipeline : ServiceLoader.load(Pipeline.class)) {
        Pipeline other = pipelines.put(pipeline.name(), pipeline);
        if (other != null) {
          throw new PotorooException(
              ErrorCode.DUPLICATE_NAME,
              "Two pipelines are named ["
                  + pipeline.name()
                  + "]: ["
                  + other.getClass().getName()
                  + "] and ["
                  + pipeline.getClass().getName()
                  + "]. Override name() in one of them.");
        }
      }
    } catch (ServiceConfigurationError e) {
      throw new PotorooException(
          ErrorCode.UNKNOWN_PIPELINE,
          "A pipeline cannot be loaded: "
              + e.getMessage()
              + ". It must be a public class with a public constructor without arguments.",
          e);
    }
    return pipelines;
  }
}
