package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.potoroo.Codec;
import dev.potoroo.JacksonSupport;
import dev.potoroo.internal.topology.Topology.StepVertex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** A step's states as JSON, for people. Thread-safe. */
final class StateJson {
  private final Codec<Object> codec;
  private final Masking masking;
  private final Optional<Set<String>> maskedNames;

  @SuppressWarnings("unchecked")
  StateJson(StepVertex vertex, Masking masking) {
    this.codec = (Codec<Object>) vertex.step().stateCodec();
    this.masking = masking;
    this.maskedNames = vertex.step().stateType().map(MaskedNames::of);
  }

  /** A state as its codec writes it, but for what nobody is to see. */
  JsonNode shown(Object state) {
    return masking.masked(whole(state), namesIn(state));
  }

  /** What somebody means who has changed what {@link #shown} has said of a state. */
  JsonNode unmasked(JsonNode changed, Object state) {
    return masking.unmasked(changed, whole(state), namesIn(state));
  }

  /** What may be shown of a state that somebody has written as JSON. */
  JsonNode masked(JsonNode written, Object state) {
    return masking.masked(written, namesIn(state));
  }

  private Set<String> namesIn(Object state) {
    return maskedNames.orElseGet(() -> MaskedNames.of(state.getClass()));
  }

  private JsonNode whole(Object state) {
    try {
      return switch (codec.name()) {
        case "json" -> JacksonSupport.json().readTree(codec.encode(state));
        case "cbor" -> JacksonSupport.cbor().readTree(codec.encode(state));
        default -> JacksonSupport.json().valueToTree(state);
      };
    } catch (Exception e) {
      return TextNode.valueOf(String.valueOf(state));
    }
  }

  /** An encoded state; one that cannot be decoded says so. */
  JsonNode decoded(byte[] state) {
    try {
      return shown(codec.decode(state));
    } catch (Exception e) {
      return TextNode.valueOf("cannot be decoded: " + Fatal.describe(e));
    }
  }

  /**
   * The state that JSON stands for.
   *
   * @throws Exception if it is none of this step, or its codec is not one that JSON can be given to
   */
  Object read(JsonNode json) throws Exception {
    return switch (codec.name()) {
      case "json" -> codec.decode(JacksonSupport.json().writeValueAsBytes(json));
      case "cbor" -> codec.decode(JacksonSupport.cbor().writeValueAsBytes(json));
      case "lines" -> codec.decode(json.asText().getBytes(StandardCharsets.UTF_8));
      default ->
          throw new IOException(
              "its codec is of the application's own, so JSON cannot be turned into a state");
    };
  }
}
