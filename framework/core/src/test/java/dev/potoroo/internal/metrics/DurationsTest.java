package dev.potoroo.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.status.Histogram;
import dev.potoroo.status.Histogram.Bucket;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DurationsTest {
  @Test
  void putsEachDurationIntoTheFirstBucketThatIsLargeEnough() {
    List<Long> bounds =
        new Durations(4, 6).read().buckets().stream().map(Bucket::upToNanos).toList();
    assertThat(bounds).containsExactly(16L, 20L, 24L, 28L, 32L, 40L, 48L, 56L, 64L, Long.MAX_VALUE);
    for (long nanos = -1; nanos < 80; nanos++) {
      Durations durations = new Durations(4, 6);
      durations.add(nanos, 3);
      int expected = 0;
      while (nanos > bounds.get(expected)) {
        expected++;
      }
      assertThat(durations.read().buckets().get(expected).count()).as("%d ns", nanos).isEqualTo(3);
      assertThat(durations.read().count()).isEqualTo(3);
      assertThat(durations.read().sumNanos()).isEqualTo(3 * Math.max(0, nanos));
    }
  }

  @Test
  void tellsQuantilesToAFifth() {
    Durations durations = Durations.ofRecords();
    SplittableRandom random = new SplittableRandom(7);
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      long nanos = (long) (100_000 * Math.exp(6 * random.nextDouble()));
      all.add(nanos);
      durations.add(nanos, 1);
    }
    all.sort(null);
    for (double quantile : new double[] {0.5, 0.9, 0.99, 0.999, 0.9999}) {
      double exact = all.get((int) Math.ceil(quantile * all.size()) - 1);
      assertThat(quantileOf(durations.read(), quantile) / exact).isBetween(1.0, 1.25);
    }
  }

  private static double quantileOf(Histogram histogram, double quantile) {
    long left = (long) Math.ceil(quantile * histogram.count());
    for (Bucket bucket : histogram.buckets()) {
      left -= bucket.count();
      if (left <= 0) {
        return bucket.upToNanos();
      }
    }
    throw new AssertionError("there are fewer than [" + quantile + "]");
  }

  @Test
  void takesDurationsOfAnySize() {
    Durations durations = Durations.ofHandlers();
    durations.add(Long.MIN_VALUE, 1);
    durations.add(1L << 62, 1);
    List<Bucket> buckets = durations.read().buckets();
    assertThat(buckets.get(0).count()).isEqualTo(1);
    assertThat(buckets.get(buckets.size() - 1).count()).isEqualTo(1);
  }

  @Test
  void refusesOctavesThatAreNotInOrder() {
    assertThatThrownBy(() -> new Durations(9, 8)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Durations(1, 8)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void measuresAllSlowCallsAndFewFastOnes() {
    for (long perCall : new long[] {100, 1_000, 50_000}) {
      Durations durations = Durations.ofHandlers();
      SampledTimes times = new SampledTimes(durations);
      long now = 5;
      int measured = 0;
      for (int call = 0; call < 100_000; call++) {
        boolean next = times.next();
        long began = now;
        now += perCall;
        if (next) {
          measured++;
          times.took(began, now);
        }
      }
      assertThat(durations.read().count())
          .as("calls stand for others")
          .isBetween(99_900L, 100_000L);
      assertThat((double) durations.read().sumNanos())
          .isBetween(0.999 * perCall * 100_000, 1.0 * perCall * 100_000);
      assertThat(measured).isBetween(fewest(perCall), fewest(perCall) + 10);
    }
  }

  private static int fewest(long perCall) {
    return perCall == 100 ? 100_000 / 64 : perCall == 1_000 ? 100_000 / 20 : 100_000;
  }

  @Test
  void knowsHowLongAThreadWasBusy() {
    BusyTime time = new BusyTime();
    assertThat(time.busyNanos(1000)).isZero();
    time.begins(1000);
    assertThat(time.busyNanos(1010)).isEqualTo(10);
    time.sleeps(1010);
    assertThat(time.busyNanos(1500)).isEqualTo(10);
    time.wakes(1600);
    assertThat(time.busyNanos(1605)).isEqualTo(15);
  }
}
