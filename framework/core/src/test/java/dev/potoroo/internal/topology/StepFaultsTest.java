package dev.potoroo.internal.topology;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.potoroo.Codec;
import dev.potoroo.ErrorCode;
import dev.potoroo.Flow;
import dev.potoroo.Source;
import dev.potoroo.Step;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StepFaultsTest {
  sealed interface Event permits Opened, Changed {}

  record Opened(String id) implements Event {}

  sealed interface Changed extends Event permits Renamed, Moved {}

  record Renamed(String id) implements Changed {}

  record Moved(String id) implements Changed {}

  @Nested
  class Handlers {
    @Test
    void areNeededForEachCase() {
      refuses(
          in(Event.class).on(Opened.class, (n, e, ctx) -> ctx.keep()),
          ErrorCode.MISSING_HANDLER,
          "Step [s] of pipeline [test]: it has no handler for [StepFaultsTest.Renamed],"
              + " [StepFaultsTest.Moved].",
          "Add .on(StepFaultsTest.Renamed.class, ...), .on(StepFaultsTest.Moved.class, ...).");
    }

    @Test
    void mayBeForASealedTypeBetween() {
      accepts(
          in(Event.class)
              .on(Opened.class, (n, e, ctx) -> ctx.keep())
              .on(Changed.class, (n, e, ctx) -> ctx.keep()));
    }

    @Test
    void mayBeForTheSealedInputItself() {
      accepts(in(Event.class).on(Event.class, (n, e, ctx) -> ctx.keep()));
    }

    @Test
    void areNeededAtAll() {
      refuses(
          in(Opened.class),
          ErrorCode.MISSING_HANDLER,
          "it has no handler for [StepFaultsTest.Opened]. Add .on(StepFaultsTest.Opened.class");
    }

    @Test
    void areNeededForAnOpenTypeToo() {
      refuses(in(Number.class), ErrorCode.MISSING_HANDLER, "it has no handler for [Number]");
      accepts(in(Number.class).on(Integer.class, (n, e, ctx) -> ctx.keep()));
    }

    @Test
    void areOneForAnEnumWhoseConstantsHaveBodies() {
      accepts(in(Side.class).on(Side.class, (n, e, ctx) -> ctx.keep()));
      refuses(in(Side.class), ErrorCode.MISSING_HANDLER, "no handler for [StepFaultsTest.Side].");
    }
  }

  enum Side {
    BUY {
      @Override
      int sign() {
        return 1;
      }
    },
    SELL {
      @Override
      int sign() {
        return -1;
      }
    };

    abstract int sign();
  }

  @Nested
  class InitialStates {
    @Test
    void mustNotThrow() {
      refuses(
          state(
              Long.class,
              () -> {
                throw new IllegalStateException("no luck");
              }),
          ErrorCode.BAD_INITIAL_STATE,
          "Step [s] of pipeline [test]: its initial state cannot be made: [no luck]");
    }

    @Test
    @SuppressWarnings("NullAway")
    void mustNotBeNull() {
      refuses(state(Long.class, () -> null), ErrorCode.BAD_INITIAL_STATE, "must give a state");
    }

    @Test
    void mustBeNewIfMutable() {
      Bag shared = new Bag();
      Step<String, Bag, Void> step =
          Step.named("s")
              .in(String.class)
              .mutableState(Bag.class, () -> shared)
              .out(Void.class)
              .on(String.class, (bag, word, ctx) -> ctx.keep());
      refuses(
          step,
          ErrorCode.BAD_INITIAL_STATE,
          "the same object each time",
          "[StepFaultsTest.Bag::new]");
    }
  }

  static final class Bag {
    private final Map<String, Integer> counts = new HashMap<>();

    void add(String word) {
      counts.merge(word, 1, Integer::sum);
    }
  }

  record Full(Optional<Instant> at, Set<String> tags, long[] buckets, List<Event> events) {}

  record NoReader(Inner inner) {}

  static final class Inner {
    final int x;
    final int y;

    Inner(int x, int y) {
      this.x = x;
      this.y = y;
    }
  }

  record Forgetful(@JsonIgnore Integer secret, int known) {}

  record Later(Optional<Shape> shape) {}

  interface Shape {}

  @Nested
  class States {
    @Test
    void mayHoldWhatJsonHolds() {
      accepts(
          state(
              Full.class,
              () ->
                  new Full(
                      Optional.of(Instant.EPOCH),
                      Set.of("a", "b", "c"),
                      new long[] {1, 2},
                      List.of(new Moved("m")))));
      accepts(state(Codec.bytes(), () -> new byte[] {1}));
    }

    @Test
    void mayBeOrdinaryClasses() {
      Bag bag = new Bag();
      bag.add("x");
      accepts(state(Bag.class, () -> bag));
    }

    @Test
    void mustHaveACreator() {
      refuses(
          state(NoReader.class, () -> new NoReader(new Inner(1, 2))),
          ErrorCode.STATE_NOT_CODABLE,
          "Step [s] of pipeline [test]: state class [StepFaultsTest.NoReader] cannot be read back:",
          "no Creators",
          "no-argument constructor");
    }

    @Test
    void mustNotLoseAnything() {
      refuses(
          state(Forgetful.class, () -> new Forgetful(7, 1)),
          ErrorCode.STATE_NOT_CODABLE,
          "[StepFaultsTest.Forgetful] is not the same after writing and reading",
          "secret=7");
    }

    @Test
    void mustNotMeetAnUnreadableTypeLater() {
      refuses(
          state(Later.class, () -> new Later(Optional.empty())),
          ErrorCode.STATE_NOT_CODABLE,
          "has a part [shape] whose class [StepFaultsTest.Shape] is abstract and not sealed");
    }

    @Test
    void mustComeBackFromACodecOfOnesOwn() {
      Codec<String> loud =
          Codec.of(
              raw -> new String(raw, StandardCharsets.UTF_8) + "!",
              text -> text.getBytes(StandardCharsets.UTF_8));
      refuses(
          state(loud, () -> "a"),
          ErrorCode.STATE_NOT_CODABLE,
          "state class [String] is not the same",
          "Correct the functions of its codec");
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
  interface Figure {}

  record Circle(double radius) implements Figure {}

  record Drawing(List<Figure> figures, Map<String, Object> more, Side side) {}

  sealed interface Twice permits Twice.Left, Twice.Right {
    @JsonTypeName("same")
    record Left(int x) implements Twice {}

    @JsonTypeName("same")
    record Right(int x) implements Twice {}
  }

  @Nested
  class Records {
    @Test
    void mayHaveAnnotationsAndOpenMaps() {
      accepts(in(Drawing.class).on(Drawing.class, (n, d, ctx) -> ctx.keep()));
      accepts(in(Object.class).on(Object.class, (n, d, ctx) -> ctx.keep()));
      accepts(in(Map.class).on(Map.class, (n, d, ctx) -> ctx.keep()));
      accepts(in(byte[].class).on(byte[].class, (n, d, ctx) -> ctx.keep()));
    }

    @Test
    void mustNotBeOpenInterfaces() {
      refuses(
          in(Shape.class).on(Shape.class, (n, d, ctx) -> ctx.keep()),
          ErrorCode.RECORD_NOT_CODABLE,
          "Step [s] of pipeline [test]: input type [StepFaultsTest.Shape] is abstract and not"
              + " sealed",
          "sealed interface");
    }

    @Test
    void mustHaveACreator() {
      refuses(
          in(Inner.class).on(Inner.class, (n, d, ctx) -> ctx.keep()),
          ErrorCode.RECORD_NOT_CODABLE,
          "input type [StepFaultsTest.Inner] cannot be read by Jackson (no creator). Make it");
      refuses(
          in(NoReader.class).on(NoReader.class, (n, d, ctx) -> ctx.keep()),
          ErrorCode.RECORD_NOT_CODABLE,
          "has a part [inner] whose class [StepFaultsTest.Inner] cannot be read by Jackson");
    }

    @Test
    void mustNotBePrimitive() {
      refuses(
          in(int.class).on(int.class, (n, d, ctx) -> ctx.keep()),
          ErrorCode.RECORD_NOT_CODABLE,
          "input type [int] is primitive");
    }

    @Test
    void mustHaveCasesThatDifferOnTheWire() {
      refuses(
          in(Twice.class).on(Twice.class, (n, d, ctx) -> ctx.keep()),
          ErrorCode.AMBIGUOUS_CASE,
          "Step [s] of pipeline [test]: type [StepFaultsTest.Twice] has two cases",
          "[StepFaultsTest.Twice.Left]",
          "[StepFaultsTest.Twice.Right]",
          "both called [same]");
    }
  }

  private static <I> Step<I, Integer, Void> in(Class<I> type) {
    return Step.named("s").in(type).state(Integer.class, () -> 0).out(Void.class);
  }

  private static <S> Step<String, S, Void> state(Class<S> type, Supplier<S> initial) {
    return state(Codec.json(type), initial);
  }

  private static <S> Step<String, S, Void> state(Codec<S> codec, Supplier<S> initial) {
    return Step.named("s")
        .in(String.class)
        .state(codec, initial)
        .out(Void.class)
        .on(String.class, (state, word, ctx) -> ctx.keep());
  }

  private static <I> void accepts(Step<I, ?, Void> step) {
    assertThatCode(() -> Pipelines.build(flow -> use(flow, step))).doesNotThrowAnyException();
  }

  private static <I> void refuses(Step<I, ?, Void> step, ErrorCode code, String... parts) {
    Pipelines.assertOnlyFault(flow -> use(flow, step), code, parts);
  }

  private static <I> void use(Flow flow, Step<I, ?, Void> step) {
    flow.from(Source.named("in", Codec.json(step.inputType()))).keyBy(any -> "k").step(step);
  }
}
