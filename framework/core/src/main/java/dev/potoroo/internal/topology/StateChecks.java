package dev.potoroo.internal.topology;

import dev.potoroo.Codec;
import dev.potoroo.ErrorCode;
import dev.potoroo.FlowNode;
import dev.potoroo.JacksonSupport;
import dev.potoroo.Step;
import java.util.Arrays;
import java.util.Optional;

/** Every step's initial state can be made, written and read back as it was. */
final class StateChecks {
  private StateChecks() {}

  static void check(FlowGraph graph, Faults faults) {
    graph.steps().stream().map(FlowNode.Keyed::step).distinct().forEach(s -> check(s, faults));
  }

  private static <S> void check(Step<?, S, ?> step, Faults faults) {
    String element = Elements.step(step);
    S initial;
    try {
      initial = step.initialState();
      if (step.mutable() && step.initialState() == initial) {
        faults.add(
            ErrorCode.BAD_INITIAL_STATE,
            element,
            "its mutable initial state is the same object each time, which all keys would share."
                + " Give a new one each time: ["
                + Elements.type(initial.getClass())
                + "::new].");
      }
    } catch (Exception | LinkageError e) {
      faults.add(
          ErrorCode.BAD_INITIAL_STATE,
          element,
          "its initial state cannot be made: ["
              + Faults.said(e)
              + "]. The supplier must give a state that is not null and must not throw.");
      return;
    }
    lossOf(initial, step.stateCodec())
        .ifPresent(
            loss ->
                faults.add(
                    ErrorCode.STATE_NOT_CODABLE,
                    element,
                    "state class [" + Elements.type(initial.getClass()) + "] " + loss));
  }

  private static <S> Optional<String> lossOf(S state, Codec<S> codec) {
    byte[] written;
    try {
      written = codec.encode(state);
    } catch (Exception | LinkageError | StackOverflowError e) {
      return Optional.of("cannot be written: [" + Faults.said(e) + "]. " + cure(codec));
    }
    try {
      S read = codec.decode(written);
      return same(state, read, written, codec)
          ? nestedProblem(state, codec)
          : changed(state, codec);
    } catch (Exception | LinkageError | StackOverflowError e) {
      return Optional.of("cannot be read back: [" + Faults.said(e) + "]. " + cure(codec));
    }
  }

  /**
   * Bytes are compared only where the class does not say what equal means: the order of a set or
   * map may change on the way, and equality of records does not look into arrays.
   */
  private static <S> boolean same(S state, S read, byte[] written, Codec<S> codec)
      throws Exception {
    return state.equals(read)
        || (!definesEquals(state) && Arrays.equals(written, codec.encode(read)))
        || (state instanceof Record && RecordEquality.deepEquals(state, read));
  }

  private static boolean definesEquals(Object state) throws NoSuchMethodException {
    return state.getClass().getMethod("equals", Object.class).getDeclaringClass() != Object.class;
  }

  private static Optional<String> changed(Object state, Codec<?> codec) {
    return Optional.of(
        "is not the same after writing and reading ["
            + Faults.cut(state.toString())
            + "]. "
            + cure(codec));
  }

  /** What only later states would meet: a type within this one that cannot be read. */
  private static Optional<String> nestedProblem(Object state, Codec<?> codec) {
    return jackson(codec) && !state.getClass().getName().startsWith("java.")
        ? new CodableType(JacksonSupport.json()).problemOf(state.getClass())
        : Optional.empty();
  }

  private static boolean jackson(Codec<?> codec) {
    return codec.name().equals("json") || codec.name().equals("cbor");
  }

  private static String cure(Codec<?> codec) {
    return jackson(codec)
        ? "Make it a record, or a class with a no-argument constructor, whose parts Jackson can"
            + " write and read; or give the step a codec of your own with Codec.of(...)."
        : "Correct the functions of its codec: decode(encode(state)) must equal the state.";
  }
}
