package dev.potoroo.internal.topology;

import dev.potoroo.ErrorCode;
import dev.potoroo.FlowNode;
import dev.potoroo.Step;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Every record that a step's input type allows has a handler, as far as the type tells: the cases
 * of a sealed type are known, the subclasses of an open one are not.
 */
final class HandlerChecks {
  private HandlerChecks() {}

  static void check(FlowGraph graph, Faults faults) {
    graph.steps().stream().map(FlowNode.Keyed::step).distinct().forEach(s -> check(s, faults));
  }

  private static void check(Step<?, ?, ?> step, Faults faults) {
    List<Class<?>> handled = new ArrayList<>();
    step.handledTypes().forEach(handled::add);
    List<Class<?>> missing = new ArrayList<>();
    addMissing(step.inputType(), handled, missing);
    if (!missing.isEmpty()) {
      String types = join(missing, "[", "]");
      faults.add(
          ErrorCode.MISSING_HANDLER,
          Elements.step(step),
          "it has no handler for "
              + types
              + ". Add "
              + join(missing, ".on(", ".class, ...)")
              + ".");
    }
  }

  private static String join(List<Class<?>> types, String before, String after) {
    return types.stream()
        .distinct()
        .map(type -> before + Elements.type(type) + after)
        .collect(Collectors.joining(", "));
  }

  private static void addMissing(Class<?> type, List<Class<?>> handled, List<Class<?>> missing) {
    if (handled.stream().anyMatch(h -> h.isAssignableFrom(type))) {
      return;
    }
    boolean open = Modifier.isAbstract(type.getModifiers());
    // An enum whose constants have bodies is sealed for the compiler, but one type for its user.
    if (type.isSealed() && !type.isEnum()) {
      for (Class<?> one : type.getPermittedSubclasses()) {
        addMissing(one, handled, missing);
      }
      if (!open) {
        missing.add(type);
      }
    } else if (!open || handled.stream().noneMatch(type::isAssignableFrom)) {
      missing.add(type);
    }
  }
}
