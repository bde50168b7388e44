package dev.potoroo.internal.runtime;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.EventTime;
import dev.potoroo.Watermark;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PartitionTimeTest {
  private static PartitionTime time(Watermark watermark, long committed) {
    return new PartitionTime(new EventTime<>(Instant::ofEpochMilli, watermark), committed);
  }

  @Test
  void isTheLatestTimeLessWhatRecordsMayBeLate() throws Exception {
    PartitionTime time = time(Watermark.outOfOrder(ofMillis(10)), Long.MIN_VALUE);
    assertThat(time.watermark()).isEqualTo(Long.MIN_VALUE);
    time.observe(100L);
    time.observe(95L);
    assertThat(time.watermark()).as("the batch goes on").isEqualTo(Long.MIN_VALUE);
    time.publish();
    assertThat(time.watermark()).isEqualTo(90);
    time.observe(80L);
    time.publish();
    assertThat(time.watermark()).as("never back").isEqualTo(90);
  }

  @Test
  void isNotBehindThePipeline() throws Exception {
    PartitionTime time = time(Watermark.monotonic(), 500);
    assertThat(time.watermark()).isEqualTo(500);
    time.observe(100L);
    time.publish();
    assertThat(time.watermark()).isEqualTo(500);
  }

  @Test
  void timesAtTheVeryEndsAreNoSpecialNumbers() throws Exception {
    PartitionTime time = time(Watermark.outOfOrder(ofMillis(10)), Long.MIN_VALUE);
    time.observe(Long.MIN_VALUE + 5);
    time.publish();
    assertThat(time.watermark()).isEqualTo(Long.MIN_VALUE + 1);
    PartitionTime late = time(Watermark.monotonic(), Long.MIN_VALUE);
    late.observe(Long.MAX_VALUE);
    late.publish();
    assertThat(late.watermark()).isEqualTo(Long.MAX_VALUE - 1);
  }

  @Test
  void isIdleWhenThereIsNothingToRead() throws Exception {
    PartitionTime time = time(Watermark.monotonic().idleAfter(ofMillis(100)), 0);
    assertThat(time.isIdle(1_000_000)).as("nobody has looked").isFalse();
    assertThat(time.idleAt()).isEqualTo(Long.MAX_VALUE);
    time.silent(1000);
    time.silent(1050);
    assertThat(time.isIdle(1099)).isFalse();
    assertThat(time.idleAt()).isEqualTo(1100);
    assertThat(time.isIdle(1100)).isTrue();
    time.observe(7L);
    time.publish();
    assertThat(time.isIdle(5000)).isFalse();
  }

  @Test
  void isWhatACustomWatermarkSays() throws Exception {
    // Only full hundreds tell something.
    Watermark hundreds =
        Watermark.custom(() -> at -> at.toEpochMilli() % 100 == 0 ? at : Instant.MIN);
    PartitionTime time = time(hundreds, Long.MIN_VALUE);
    time.observe(150L);
    time.publish();
    assertThat(time.watermark()).as("nothing is known").isEqualTo(Long.MIN_VALUE);
    time.observe(300L);
    time.observe(270L);
    time.publish();
    assertThat(time.watermark()).isEqualTo(300);
    time.observe(200L);
    time.publish();
    assertThat(time.watermark()).as("never back").isEqualTo(300);
    PartitionTime end = time(Watermark.custom(() -> at -> Instant.MAX), 0);
    end.observe(1L);
    end.publish();
    assertThat(end.watermark()).as("the end is the end of input").isEqualTo(Long.MAX_VALUE - 1);
  }

  @Test
  void eachPartitionHasACustomWatermarkOfItsOwn() throws Exception {
    Watermark third =
        Watermark.custom(
            () -> {
              int[] records = {0};
              return at -> ++records[0] < 3 ? Instant.MIN : at;
            });
    PartitionTime one = time(third, 0);
    PartitionTime other = time(third.idleAfter(ofMillis(5)), 0);
    one.observe(10L);
    one.observe(20L);
    other.observe(30L);
    other.publish();
    assertThat(other.watermark()).isZero();
    one.observe(40L);
    one.publish();
    assertThat(one.watermark()).isEqualTo(40);
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesACustomWatermarkThatIsNull() {
    PartitionTime time = time(Watermark.custom(() -> at -> null), 0);
    assertThatThrownBy(() -> time.observe(1L)).hasMessageContaining("custom watermark gave null");
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesARecordWithoutTime() {
    PartitionTime time =
        new PartitionTime(new EventTime<>(record -> null, Watermark.monotonic()), 0);
    assertThatThrownBy(() -> time.observe("x")).hasMessageContaining("event time");
  }
}
