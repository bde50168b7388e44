package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.potoroo.JacksonSupport;
import dev.potoroo.Masked;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MaskingTest {
  sealed interface Means permits Card, Cash {}

  record Card(@Masked String number, String brand) implements Means {}

  record Cash(long cents) implements Means {}

  static class Base {
    @Masked
    @JsonProperty("pin-code")
    int pin = 1234;
  }

  static final class Account extends Base {
    String name = "a";
  }

  record Payment(
      String order,
      List<Means> means,
      Optional<Account> account,
      Map<String, Card> cards,
      @Masked Map<String, String> notes) {}

  private static final Payment PAYMENT =
      new Payment(
          "o-1",
          List.of(new Cash(5), new Card("4111", "v")),
          Optional.of(new Account()),
          Map.of("first", new Card("4222", "m")),
          Map.of("secret", "x"));

  @Test
  void hidesWhatIsAnnotatedAtAnyDepth() throws Exception {
    JsonNode whole =
        JacksonSupport.json().readTree(JacksonSupport.json().writeValueAsBytes(PAYMENT));
    assertThat(Masking.ANNOTATED.masked(whole, Payment.class))
        .isEqualTo(
            json(
                """
                {"order":"o-1",
                 "means":[{"type":"cash","cents":5},{"type":"card","number":"***","brand":"v"}],
                 "account":{"pin-code":"***","name":"a"},
                 "cards":{"first":{"number":"***","brand":"m"}},
                 "notes":"***"}"""));
    assertThat(whole.toString()).as("is as it was").contains("4111", "4222", "1234");
  }

  @Test
  void hidesNamesInAnyCaseAndPaths() throws Exception {
    Masking masking = new Masking(List.of("PASSWORD", "/to/iban", "/list/1", "/not/there"));
    assertThat(
            masking.masked(
                json(
                    "{\"password\":1,\"to\":{\"iban\":{\"a\":1},\"Password\":null},"
                        + "\"from\":{\"iban\":\"b\"},\"list\":[7,8]}"),
                Cash.class))
        .isEqualTo(
            json(
                "{\"password\":\"***\",\"to\":{\"iban\":\"***\",\"Password\":\"***\"},"
                    + "\"from\":{\"iban\":\"b\"},\"list\":[7,\"***\"]}"));
  }

  @Test
  void letsAMaskThatIsSentBackStandForWhatIsThere() throws Exception {
    JsonNode whole =
        JacksonSupport.json().readTree(JacksonSupport.json().writeValueAsBytes(PAYMENT));
    ObjectNode changed = (ObjectNode) Masking.ANNOTATED.masked(whole, Payment.class);
    changed.put("order", "***");
    JsonNode meant = Masking.ANNOTATED.unmasked(changed, whole, Payment.class);
    assertThat(meant.get("order").asText()).as("nothing is hidden there").isEqualTo("***");
    for (String field : List.of("means", "account", "cards", "notes")) {
      assertThat(meant.get(field)).isEqualTo(whole.get(field));
    }
  }

  @Test
  void copiesNothingWhereNothingIsHidden() throws Exception {
    JsonNode cash = json("{\"cents\":5}");
    assertThat(Masking.ANNOTATED.masked(cash, Cash.class)).isSameAs(cash);
  }

  private static JsonNode json(String text) throws Exception {
    return JacksonSupport.json().readTree(text);
  }

  private record Box<T>(T content) {}

  @Test
  void looksIntoTypeArguments() {
    var type =
        JacksonSupport.json().getTypeFactory().constructParametricType(Box.class, Payment.class);
    assertThat(MaskedNames.of(type)).isNotEmpty().isEqualTo(MaskedNames.of(Payment.class));
  }
}
