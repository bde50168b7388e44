package dev.potoroo.testkit.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.potoroo.connector.FencedException;
import dev.potoroo.connector.RoundMarker;
import dev.potoroo.connector.RoundPublisher;
import dev.potoroo.connector.SinkRecord;
import dev.potoroo.connector.UnavailableException;
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
import org.junit.jupiter.api.Timeout;

/**
 * What publishers of every outside system promise, against a real one: that each round is published
 * once and in order, whoever publishes it, and whatever breaks meanwhile.
 */
@Timeout(180)
public abstract class RoundPublisherContract {
  private static final int ROUNDS = 20;
  private static final int RECORDS = 25;
  private static final String LINEAGE = "a-lineage";

  /** One for people who make subclasses. */
  protected RoundPublisherContract() {}

  /** Makes an empty place to publish to: a topic, a table. */
  protected abstract void make(String place) throws Exception;

  /** A publisher to a place, of slot 0 or another one. */
  protected abstract RoundPublisher publisher(String place, int slot);

  /** What readers find at a place, in order. */
  protected abstract List<String> content(String place) throws Exception;

  /** A record that {@link #content} gives back as that text. */
  protected byte[] record(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * What the publishers reach the outside system through, so that it can be slow and fail; the
   * tests of that are skipped, and say so, if it is empty, as here.
   */
  protected Optional<FaultyPeer> peer() throws Exception {
    return Optional.empty();
  }

  /** Takes over, as the runtime does: a system that is busy may not answer at once. */
  protected static Optional<RoundMarker> takeOver(RoundPublisher publisher) throws Exception {
    while (true) {
      try {
        return publisher.takeOver();
      } catch (UnavailableException e) {
        // Again.
      }
    }
  }

  /** The marker of a round. */
  protected static RoundMarker marker(long round) {
    return new RoundMarker(LINEAGE, round);
  }

  private static List<String> texts(long round, int count) {
    return IntStream.range(0, count).mapToObj(i -> round + "-" + i).toList();
  }

  private List<SinkRecord> records(long round, int count) {
    return texts(round, count).stream().map(text -> new SinkRecord("key", record(text))).toList();
  }

  @Test
  void theMarkerSaysWhatWasPublishedInTheSlot() throws Exception {
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
  void whoHasBeenReplacedPublishesNothing() throws Exception {
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
  void competingPublishersPublishEachRoundOnceAndInOrder() throws Exception {
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
    assertThat(content("contested")).isEqualTo(allTexts());
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

  private FaultyPeer requiredPeer() throws Exception {
    Optional<FaultyPeer> peer = peer();
    assumeTrue(peer.isPresent(), "not reached through a FaultyPeer");
    return peer.orElseThrow();
  }

  /** As the runtime does: tries until the round is published, and asks the marker in between. */
  private void insist(RoundPublisher publisher, long round) throws Exception {
    while (true) {
      try {
        publisher.publish(marker(round), records(round, RECORDS));
        return;
      } catch (UnavailableException e) {
        if (takeOver(publisher).filter(marker(round)::equals).isPresent()) {
          return;
        }
      }
    }
  }

  private static List<String> allTexts() {
    List<String> all = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      all.addAll(texts(round, RECORDS));
    }
    return all;
  }

  /** Whether a round was published when the connection broke, only the marker knows. */
  @Test
  void publishesEachRoundOnceWhileConnectionsBreak() throws Exception {
    FaultyPeer peer = requiredPeer();
    make("broken");
    Random random = new Random(1);
    try (RoundPublisher publisher = publisher("broken", 0)) {
      takeOver(publisher);
      for (int round = 1; round <= ROUNDS; round++) {
        peer.cutAfter(random.nextInt(4_000));
        insist(publisher, round);
      }
    }
    assertThat(content("broken")).isEqualTo(allTexts());
    assertThat(peer.cuts()).as("times that connections broke").isPositive();
  }

  @Test
  void publishesOnceWhenThePeerIsSlow() throws Exception {
    FaultyPeer peer = requiredPeer();
    make("slow");
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (RoundPublisher publisher = publisher("slow", 0)) {
      takeOver(publisher);
      peer.stall();
      Future<?> publishing =
          thread.submit(
              () -> {
                insist(publisher, 1);
                return null;
              });
      peer.awaitHeld();
      peer.resume();
      publishing.get(100, TimeUnit.SECONDS);
    } finally {
      peer.resume();
      thread.shutdown();
    }
    assertThat(content("slow")).isEqualTo(texts(1, RECORDS));
  }

  @Test
  void saysThatItIsUnavailableWhileThePeerIsAway() throws Exception {
    FaultyPeer peer = requiredPeer();
    make("away");
    try (RoundPublisher publisher = publisher("away", 0)) {
      takeOver(publisher);
      peer.goAway();
      assertThatThrownBy(() -> publisher.publish(marker(1), records(1, 2)))
          .isInstanceOf(UnavailableException.class);
      assertThatThrownBy(publisher::takeOver).isInstanceOf(UnavailableException.class);
      peer.comeBack();
      assertThat(takeOver(publisher)).isEmpty();
      publisher.publish(marker(1), records(1, 2));
    } finally {
      peer.comeBack();
    }
    assertThat(content("away")).isEqualTo(texts(1, 2));
  }
}
