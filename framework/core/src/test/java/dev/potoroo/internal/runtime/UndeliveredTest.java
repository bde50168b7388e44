package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.DeadLetter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UndeliveredTest {
  private static ActorSystem system;

  @BeforeAll
  static void start() {
    system = ActorSystem.create("undelivered");
  }

  @AfterAll
  static void stop() {
    system.terminate();
  }

  private static NodeMessage.Lost lost(Object message) {
    ActorRef nobody = system.deadLetters();
    return Undelivered.of(new DeadLetter(message, nobody, nobody));
  }

  @Test
  void whatCarriesRecordsOrCountsThemMattersInItsGeneration() {
    NodeMessage.Lost lost = lost(new NodeMessage.InFlightChanged(3, -10));
    assertThat(lost.what()).isEqualTo("InFlightChanged");
    assertThat(lost.concerns(3)).isTrue();
    assertThat(lost.concerns(4)).as("after a rollback it is undone anyway").isFalse();
    assertThat(lost(new NodeMessage.PackedTaken(3, 0, 0, 1)).concerns(4)).isFalse();
  }

  @Test
  void whatWakesAnObjectMattersWheneverItWasSent() {
    NodeMessage.Lost lost = lost(EntityMessage.Deliver.INSTANCE);
    assertThat(lost.what()).isEqualTo("Deliver");
    assertThat(lost.concerns(1)).isTrue();
  }

  @Test
  void whatIsSaidAgainDoesNotMatter() {
    assertThat(lost(new NodeMessage.Flow(1, 2, 3, false)).what()).isEmpty();
  }
}
