package dev.potoroo.internal.topology;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.potoroo.ErrorCode;
import dev.potoroo.FlowNode;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Every element has a name of the allowed form, and no two of a kind have the same. */
final class NameChecks {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final String RULE =
      "A name is a lower-case letter followed by lower-case letters, digits and hyphens, at most 63"
          + " characters";

  private NameChecks() {}

  static void checkPipeline(String name, Faults faults) {
    if (!NAME.matcher(name).matches()) {
      faults.addToPipeline(
          ErrorCode.BAD_NAME,
          "its name [" + Faults.cut(name) + "] is not allowed. " + RULE + "; say it in name().");
    }
  }

  static void check(FlowGraph graph, Faults faults) {
    List<Source<?>> sources =
        graph.sources().stream().<Source<?>>map(FlowNode.From::source).toList();
    List<Step<?, ?, ?>> steps =
        graph.steps().stream().<Step<?, ?, ?>>map(FlowNode.Keyed::step).toList();
    List<Sink<?>> sinks = graph.sinks();
    sources.stream().distinct().forEach(s -> form(s.name(), Elements.source(s), faults));
    steps.stream().distinct().forEach(s -> form(s.name(), Elements.step(s), faults));
    sinks.forEach(s -> form(s.name(), Elements.sink(s), faults));
    duplicates(sources, Source::name).forEach((name, same) -> sameSources(same, faults));
    duplicates(steps, Step::name).forEach((name, same) -> sameSteps(same, faults));
    duplicates(sinks, Sink::name).forEach((name, same) -> sameSinks(same, faults));
    for (Sink<?> sink : sinks) {
      sources.stream()
          .filter(source -> source.name().equals(sink.name()))
          .findFirst()
          .ifPresent(source -> sourceAndSink(sink, faults));
    }
  }

  private static void form(String name, String element, Faults faults) {
    if (name.isBlank()) {
      faults.add(
          ErrorCode.BAD_NAME,
          element,
          "it has no name. What has state or an outside connection needs one. " + RULE + ".");
    } else if (!NAME.matcher(name).matches()) {
      faults.add(ErrorCode.BAD_NAME, element, "this name is not allowed. " + RULE + ".");
    }
  }

  private static void sameSources(List<Source<?>> same, Faults faults) {
    String element = Elements.source(same.get(0));
    if (same.stream().distinct().count() == 1) {
      faults.add(
          ErrorCode.DUPLICATE_NAME,
          element,
          "flow.from is called "
              + same.size()
              + " times with it. Call it once and use the stream that it returns several times.");
    } else {
      faults.add(
          ErrorCode.DUPLICATE_NAME,
          element,
          same.size() + " sources have this name. Give each a name of its own.");
    }
  }

  private static void sameSteps(List<Step<?, ?, ?>> same, Faults faults) {
    boolean one = same.stream().distinct().count() == 1;
    faults.add(
        ErrorCode.DUPLICATE_NAME,
        Elements.step(same.get(0)),
        (one
                ? "it is used " + same.size() + " times. "
                : same.size() + " steps have this name, which is the identity of their state. ")
            + "Merge the streams before keyBy, or give each step a name of its own.");
  }

  private static void sameSinks(List<Sink<?>> same, Faults faults) {
    faults.add(
        ErrorCode.DUPLICATE_NAME,
        Elements.sink(same.get(0)),
        same.size()
            + " different sinks have this name. Use one Sink object at all places, or give each a"
            + " name of its own.");
  }

  private static void sourceAndSink(Sink<?> sink, Faults faults) {
    faults.add(
        ErrorCode.DUPLICATE_NAME,
        Elements.sink(sink),
        "a source has the same name, so potoroo.bindings."
            + sink.name()
            + " would mean both. Rename one of them.");
  }

  private static <E> Map<String, List<E>> duplicates(List<E> elements, Function<E, String> name) {
    Map<String, List<E>> byName =
        elements.stream().collect(groupingBy(name, LinkedHashMap::new, toList()));
    byName.values().removeIf(same -> same.size() == 1);
    return byName;
  }
}
