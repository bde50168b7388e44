package dev.potoroo.internal.topology;

import dev.potoroo.ErrorCode;
import dev.potoroo.FlowNode;
import dev.potoroo.JacksonSupport;
import dev.potoroo.Step;
import java.util.stream.Stream;

/** Records that go to a step can cross nodes: Jackson writes and reads the step's input type. */
final class RecordChecks {
  private RecordChecks() {}

  static void check(FlowGraph graph, Faults faults) {
    graph.steps().stream()
        .map(FlowNode.Keyed::step)
        .distinct()
        .forEach(
            step -> {
              checkInput(step, faults);
              checkCases(step, faults);
            });
  }

  private static void checkInput(Step<?, ?, ?> step, Faults faults) {
    Class<?> type = step.inputType();
    String what = "input type [" + Elements.type(type) + "] ";
    if (type.isPrimitive()) {
      faults.add(
          ErrorCode.RECORD_NOT_CODABLE,
          Elements.step(step),
          what + "is primitive, but records are objects. Use its wrapper class.");
      return;
    }
    new CodableType(JacksonSupport.cbor())
        .problemOf(step.recordType())
        .ifPresent(
            problem ->
                faults.add(ErrorCode.RECORD_NOT_CODABLE, Elements.step(step), what + problem));
  }

  private static void checkCases(Step<?, ?, ?> step, Faults faults) {
    Stream.<Class<?>>of(step.inputType(), step.outputType())
        .distinct()
        .filter(type -> type.isSealed() && !type.isEnum())
        .forEach(
            type ->
                new CodableType(JacksonSupport.cbor())
                    .ambiguityOf(type)
                    .ifPresent(
                        ambiguity ->
                            faults.add(
                                ErrorCode.AMBIGUOUS_CASE,
                                Elements.step(step),
                                "type [" + Elements.type(type) + "] " + ambiguity)));
  }
}
