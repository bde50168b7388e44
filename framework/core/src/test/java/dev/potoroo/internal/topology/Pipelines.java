package dev.potoroo.internal.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.potoroo.ErrorCode;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import java.util.function.Consumer;

/** Pipelines called {@code test}, from what they say to their flow. */
final class Pipelines {
  private Pipelines() {}

  static Topology build(Consumer<Flow> definition) {
    return Topology.of(
        new Pipeline() {
          @Override
          public void define(Flow flow) {
            definition.accept(flow);
          }

          @Override
          public String name() {
            return "test";
          }
        });
  }

  static PotorooException refused(Consumer<Flow> definition) {
    PotorooException refused =
        catchThrowableOfType(PotorooException.class, () -> build(definition));
    assertThat(refused).as("a fault").isNotNull();
    return refused;
  }

  static void assertOnlyFault(Consumer<Flow> definition, ErrorCode code, String... parts) {
    PotorooException refused = refused(definition);
    assertThat(refused).hasMessageContainingAll(parts).hasMessageStartingWith(code.code() + " ");
    assertThat(refused.faults()).singleElement().matches(fault -> fault.code() == code);
  }
}
