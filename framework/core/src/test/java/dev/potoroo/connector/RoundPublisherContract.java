package dev.potoroo.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What publishers of every outside system promise, against a real one. */
public interface RoundPublisherContract {
  int ROUNDS = 20;
  int RECORDS = 25;
  String LINEAGE = "a-lineage";

  /** Makes an empty place to publish to: a topic, a table. */
  void make(String place) throws Exception;

  /** A publisher to a place, of slot 0 or another one. */
  RoundPublisher publisher(String place, int slot);

  /** What readers find at a place, in order. */
  List<String> content(String place) throws Exception;

  /** A record that {@link #content} gives back as that text. */
  default byte[] record(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Takes over, as the runtime does: a system that is busy may not answer at once. */
  static Optional<RoundMarker> takeOver(RoundPublisher publisher) throws Exception {
    while (true) {
      try {
        return publisher.takeOver();
      } catch (UnavailableException e) {
        // Again.
      }
    }
  }

  private static RoundMarker marker(long round) {
    return new RoundMarker(LINEAGE, round);
  }

  private static List<String> texts(long round, int count) {
    return IntStream.range(0, count).mapToObj(i -> round + "-" + i).toList();
  }

  private List<SinkRecord> records(long round, int count) {
    return texts(round, count).stream().map(text -> new SinkRecord("key", record(text))).toList();
  }

  @Test
  default void theMarkerSaysWhatWasPublishedInTheSlot() throws Exception {
    make("marked");
    try (RoundPublisher first = publisher("marked", 0);
        RoundPublisher other = publisher("marked", 1)) {
      assertThat(takeOver(first)).isEmpty();
      first.publish(marker(7), records(7, 3));
      assertThat(takeOver(other)).isEmpty();
      first.publish(marker(9), records(9, 1));
    }
    try (RoundPublisher next = publisher("marked", 0)) {
      assertThat(takeOver(next)).contains(marker(9));
      assertThat(takeOver(next)).as("again").contains(marker(9));
      next.publish(new RoundMarker("another-lineage", 1), List.of());
      assertThat(takeOver(next)).contains(new RoundMarker("another-lineage", 1));
    }
    assertThat(content("marked")).containsExactly("7-0", "7-1", "7-2", "9-0");
  }

  @Test
  default void whoHasBeenReplacedPublishesNothing() throws Exception {
    make("replaced");
    try (RoundPublisher zombie = publisher("replaced", 0);
        RoundPublisher next = publisher("replaced", 0)) {
      takeOver(zombie);
      zombie.publish(marker(1), records(1, 2));
      assertThat(takeOver(next)).contains(marker(1));
      assertThatThrownBy(() -> zombie.publish(marker(2), records(2, 2)))
          .isInstanceOf(FencedException.class);
      next.publish(marker(2), records(2, 2));
    }
    assertThat(content("replaced")).containsExactly("1-0", "1-1", "2-0", "2-1");
  }

  /** Two that believe to be the one publisher, and die at any moment. */
  @Test
  default void competingPublishersPublishEachRoundOnceAndInOrder() throws Exception {
    make("contested");
    AtomicInteger fenced = new AtomicInteger();
    CyclicBarrier both = new CyclicBarrier(2);
    Callable<Integer> bothTakeOver = () -> both.await(60, TimeUnit.SECONDS);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Future<?>> competing = new ArrayList<>();
    for (int seed = 0; seed < 2; seed++) {
      Random random = new Random(seed);
      competing.add(
          threads.submit(
              () -> {
                boolean done = publishSome(Integer.MAX_VALUE, fenced, bothTakeOver);
                while (!done) {
                  done = publishSome(random.nextInt(4), fenced, () -> 0);
                }
                return null;
              }));
    }
    for (Future<?> one : competing) {
      one.get(150, TimeUnit.SECONDS);
    }
    threads.shutdown();
    List<String> all = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      all.addAll(texts(round, RECORDS));
    }
    assertThat(content("contested")).isEqualTo(all);
    assertThat(fenced.get()).as("times that one was fenced").isPositive();
  }

  /** Publishes what is missing until it dies, after some rounds; whether all is published. */
  private boolean publishSome(int life, AtomicInteger fenced, Callable<Integer> takenOver)
      throws Exception {
    try (RoundPublisher publisher = publisher("contested", 0)) {
      long last = takeOver(publisher).map(RoundMarker::round).orElse(0L);
      takenOver.call();
      for (long round = last + 1; round <= ROUNDS; round++) {
        if (round > last + life) {
          return false;
        }
        publisher.publish(marker(round), records(round, RECORDS));
      }
      return true;
    } catch (FencedException e) {
      fenced.incrementAndGet();
      return false;
    } catch (UnavailableException e) {
      return false;
    }
  }
}
