package dev.potoroo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JacksonEncoderTest {
  record Reading(long count, Optional<Instant> last, Map<String, List<Object>> more) {}

  sealed interface Shape permits Circle, Square {}

  record Circle(double radius) implements Shape {}

  record Square(double side) implements Shape {}

  static Stream<ObjectMapper> mappers() {
    return Stream.of(JacksonSupport.json(), JacksonSupport.cbor());
  }

  @ParameterizedTest
  @MethodSource("mappers")
  void givesEachValueTheBytesThatItHasByItself(ObjectMapper mapper) throws Exception {
    JacksonEncoder encoder = new JacksonEncoder(mapper.writerFor(Reading.class));
    for (int size : new int[] {0, 1, 100_000, 2, 100_000, 3}) {
      Reading reading =
          new Reading(
              size,
              Optional.of(Instant.EPOCH).filter(last -> size > 1),
              Map.of("k", List.of("\u20ac".repeat(size))));

      assertThat(encoder.encode(reading))
          .isEqualTo(mapper.writerFor(Reading.class).writeValueAsBytes(reading));
    }
  }

  @ParameterizedTest
  @MethodSource("mappers")
  void tellsTheCasesOfASealedTypeApart(ObjectMapper mapper) throws Exception {
    JacksonEncoder encoder = new JacksonEncoder(mapper.writerFor(Shape.class));
    for (Shape shape : List.of(new Circle(1), new Square(2), new Circle(3))) {
      assertThat(encoder.encode(shape))
          .isEqualTo(mapper.writerFor(Shape.class).writeValueAsBytes(shape));
    }
  }

  @ParameterizedTest
  @MethodSource("mappers")
  void hasNothingLeftOfAValueThatFailed(ObjectMapper mapper) throws Exception {
    JacksonEncoder encoder = new JacksonEncoder(mapper.writerFor(Object.class));
    byte[] before = encoder.encode(List.of("good"));
    Object bad =
        new Object() {
          public String getName() {
            throw new IllegalStateException("bad");
          }
        };

    assertThatThrownBy(() -> encoder.encode(List.of("begun", bad))).hasMessageContaining("bad");

    assertThat(encoder.encode(List.of("good"))).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("mappers")
  void canBeUsedByWhatItEncodes(ObjectMapper mapper) throws Exception {
    JacksonEncoder encoder = new JacksonEncoder(mapper.writerFor(Object.class));
    Object outer =
        new Object() {
          public byte[] getInner() throws Exception {
            return encoder.encode("inner");
          }
        };

    assertThat(encoder.encode(outer))
        .isEqualTo(mapper.writeValueAsBytes(Map.of("inner", mapper.writeValueAsBytes("inner"))));
    assertThat(encoder.encode("x")).isEqualTo(mapper.writeValueAsBytes("x"));
  }
}
