package dev.potoroo;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.ErrorPolicy.Action;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ErrorPolicyTest {
  @Test
  void takesThePolicyOfTheMostSpecificClass() {
    ErrorPolicy policy =
        ErrorPolicy.deadLetter()
            .on(Exception.class, ErrorPolicy.stop())
            .on(FileNotFoundException.class, ErrorPolicy.retry(3, ofMillis(1)).thenSkip())
            .on(IOException.class, ErrorPolicy.skip());
    assertThat(policy.forError(new FileNotFoundException()).retries()).isEqualTo(3);
    assertThat(policy.forError(new IOException()).action()).isEqualTo(Action.SKIP);
    assertThat(policy.forError(new IllegalStateException()).action()).isEqualTo(Action.STOP);
    assertThat(policy.forError(new StackOverflowError()).action()).isEqualTo(Action.DEAD_LETTER);
  }

  @Test
  void looksIntoNestedPolicies() {
    ErrorPolicy policy =
        ErrorPolicy.stop()
            .on(
                IOException.class,
                ErrorPolicy.skip().on(FileNotFoundException.class, ErrorPolicy.deadLetter()));
    assertThat(policy.forError(new FileNotFoundException()).action()).isEqualTo(Action.DEAD_LETTER);
    assertThat(policy.forError(new IOException()).action()).isEqualTo(Action.SKIP);
    assertThat(policy.forError(new UncheckedIOException(new IOException())).action())
        .isEqualTo(Action.STOP);
  }

  @Test
  void doublesTheBackoffUpToAMinute() {
    ErrorPolicy policy = ErrorPolicy.retry(1000, ofMillis(100)).thenStop();
    assertThat(policy.backoff(1)).isEqualTo(ofMillis(100));
    assertThat(policy.backoff(2)).isEqualTo(ofMillis(200));
    assertThat(policy.backoff(3)).isEqualTo(ofMillis(400));
    assertThat(policy.backoff(10)).isEqualTo(ofMillis(51_200));
    assertThat(policy.backoff(11)).isEqualTo(Duration.ofMinutes(1));
    assertThat(policy.backoff(1000)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void boundsEvenAHugeBackoff() {
    assertThat(ErrorPolicy.retry(1000, Duration.ofDays(36_500)).thenStop().backoff(1000))
        .isEqualTo(Duration.ofMinutes(1));
    assertThat(ErrorPolicy.retry(1, Duration.ofSeconds(Long.MAX_VALUE)).thenStop().backoff(1))
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void neverWaitsWithoutBackoff() {
    assertThat(ErrorPolicy.retry(5, Duration.ZERO).thenSkip().backoff(5)).isZero();
  }

  @Test
  void refusesRetriesOutOfRange() {
    for (int retries : new int[] {-1, 0, 1001}) {
      assertThatThrownBy(() -> ErrorPolicy.retry(retries, ofMillis(1)))
          .hasMessage("retry: retries must be 1 to 1000, but is [" + retries + "]");
    }
    assertThatThrownBy(() -> ErrorPolicy.retry(1, ofMillis(-1)))
        .hasMessageContaining("backoff must not be negative, but is [PT-0.001S]");
  }

  @Test
  void isNotChangedByWhatIsAddedToIt() {
    ErrorPolicy policy = ErrorPolicy.retry(2, ofMillis(5)).thenDeadLetter();
    ErrorPolicy more = policy.on(IOException.class, ErrorPolicy.skip());
    assertThat(policy.special()).isEmpty();
    assertThat(more.special()).hasSize(1);
    assertThat(more.retries()).isEqualTo(2);
  }
}
