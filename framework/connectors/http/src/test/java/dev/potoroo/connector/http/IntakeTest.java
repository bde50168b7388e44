package dev.potoroo.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.CollectingBatch;
import dev.potoroo.connector.http.Intake.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private static List<byte[]> records(int... sizes) {
    return java.util.Arrays.stream(sizes).mapToObj(byte[]::new).toList();
  }

  private static CollectingBatch read(Intake<String> intake, int capacity) {
    CollectingBatch batch = new CollectingBatch(capacity);
    intake.read(batch);
    return batch;
  }

  @Test
  void answersARequestWhenItsLastRecordIsCommitted() {
    Intake<String> intake = new Intake<>(10, 1000, 7);
    intake.offer("a", records(1, 1, 1));
    intake.offer("b", records(1));
    assertThat(intake.unread()).isEqualTo(4);
    assertThat(read(intake, 2).positions()).containsExactly(8L, 9L);
    assertThat(intake.settled(9)).isEmpty();
    assertThat(read(intake, 9).positions()).containsExactly(10L, 11L);
    assertThat(intake.unread()).isZero();
    assertThat(intake.settled(9)).isEmpty();
    assertThat(intake.settled(10)).containsExactly("a");
    assertThat(intake.settled(11)).containsExactly("b");
    assertThat(intake.settled(11)).isEmpty();
  }

  @Test
  void takesNoMoreThanItMayUntilSomeAreAnswered() {
    Intake<String> intake = new Intake<>(2, 100, 0);
    assertThat(intake.offer("a", records(1))).isEqualTo(Verdict.TAKEN);
    assertThat(intake.offer("b", records(1))).isEqualTo(Verdict.TAKEN);
    assertThat(intake.offer("c", records(1))).isEqualTo(Verdict.FULL);
    read(intake, 9);
    assertThat(intake.offer("c", records(1))).as("read is not answered").isEqualTo(Verdict.FULL);
    intake.settled(1);
    assertThat(intake.offer("c", records(100))).as("too large").isEqualTo(Verdict.FULL);
    assertThat(intake.offer("c", records(99))).isEqualTo(Verdict.TAKEN);
  }

  @Test
  void takesOneThatIsLargerThanAllMayBeTogether() {
    Intake<String> intake = new Intake<>(2, 100, 0);
    assertThat(intake.offer("a", records(101))).isEqualTo(Verdict.TAKEN);
    assertThat(intake.offer("b", records(1))).isEqualTo(Verdict.FULL);
  }

  @Test
  void givesBackAllThatWasNotCommittedWhenItIsClosed() {
    Intake<String> intake = new Intake<>(10, 100, 0);
    for (String request : List.of("a", "b", "c", "d")) {
      intake.offer(request, records(1, 1));
    }
    read(intake, 5);
    intake.settled(2);
    assertThat(intake.close()).containsExactly("b", "c", "d");
    assertThat(intake.offer("e", records(1))).isEqualTo(Verdict.CLOSED);
    assertThat(read(intake, 9).records()).isEmpty();
  }
}
