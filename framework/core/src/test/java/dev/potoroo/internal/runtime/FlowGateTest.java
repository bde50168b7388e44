package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FlowGateTest {
  private final AtomicInteger closed = new AtomicInteger();
  private final FlowGate gate = new FlowGate(closed::incrementAndGet);

  @Test
  void letsInOnlyWhileItIsOpen() {
    assertThat(gate.enter()).isFalse();
    gate.open();
    assertThat(gate.enter()).isTrue();
    gate.leave();
    assertThat(gate.closed()).isFalse();
    gate.close();
    assertThat(gate.enter()).isFalse();
    assertThat(gate.closed()).isTrue();
  }

  @Test
  void isClosedOnlyWhenWhoIsInsideHasCountedItsRecord() {
    gate.open();
    assertThat(gate.enter()).isTrue();
    gate.close();
    assertThat(gate.closed()).isFalse();
    assertThat(closed).hasValue(0);
    gate.leave();
    assertThat(gate.closed()).isTrue();
    assertThat(closed).as("says so").hasValue(1);
  }
}
