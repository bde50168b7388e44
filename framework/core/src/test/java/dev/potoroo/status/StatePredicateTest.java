package dev.potoroo.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.JacksonSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatePredicateTest {
  private static final String STATE =
      "{\"n\": 10, \"d\": 2.50, \"s\": \"b\", \"t\": true, \"z\": null, \"o\": {\"a b\": [1, 2]}}";

  @ParameterizedTest
  @CsvSource({
    "/n=10, true",
    "/n=10.0, true",
    "/n>9, true",
    "/n>10, false",
    "/n>=10, true",
    "/n<=9.99, false",
    "/n<100, true",
    "/n!=10, false",
    "/n=ten, false",
    "/n!=ten, true",
    "/n>ten, false",
    "/d=2.5, true",
    "/s=b, true",
    "/s=\"b\", true",
    "/s>a, true",
    "/s<=b, true",
    "/t=true, true",
    "/t!=true, false",
    "/t>false, false",
    "/z=null, true",
    "/none=null, false",
    "/none!=1, false",
    "/o/a b/1=2, true",
    "/o/a b=[1], false",
    "'/o/a b = [1, 2]', true"
  })
  void comparesAValueOfTheState(String predicate, boolean holds) throws Exception {
    assertThat(StatePredicate.parse(predicate).test(JacksonSupport.json().readTree(STATE)))
        .isEqualTo(holds);
  }

  @ParameterizedTest
  @CsvSource({"=3, 3, true", "=3, 4, false", ">a, \"b\", true"})
  void comparesAStateThatIsAPlainValue(String predicate, String state, boolean holds)
      throws Exception {
    assertThat(StatePredicate.parse(predicate).test(JacksonSupport.json().readTree(state)))
        .isEqualTo(holds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "n", "n=1", "/n"})
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> StatePredicate.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
