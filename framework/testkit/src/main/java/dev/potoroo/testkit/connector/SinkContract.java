package dev.potoroo.testkit.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the writer of every sink promises: that what it was given arrives at least once and in
 * order.
 *
 * <p>Tests of slow and failing systems are skipped, and say so, if {@link #peer} is empty.
 */
@Timeout(120)
public abstract class SinkContract {
  private static final int MANY = 3_000;
  private static final int ROUNDS = 20;

  /** One for people who make subclasses. */
  protected SinkContract() {}

  /** A sink to which nothing was written yet; it must keep what is there when it is opened. */
  protected abstract SinkConnector emptySink() throws Exception;

  /**
   * What a reader finds, in order, of the sink made last; waits until there are so many, or for a
   * while.
   */
  protected abstract List<String> content(int atLeast) throws Exception;

  /** A record that {@link #content} gives back as that text of letters and digits. */
  protected byte[] record(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What the sinks reach the outside system through, so that it can be slow and fail. */
  protected Optional<FaultyPeer> peer() throws Exception {
    return Optional.empty();
  }

  /**
   * Whether what was flushed is certain to have arrived. It is not over a plain connection, which
   * tells its writer nothing.
   */
  protected boolean isCertainOnceFlushed() {
    return true;
  }

  private FaultyPeer requiredPeer() throws Exception {
    Optional<FaultyPeer> peer = peer();
    assumeTrue(peer.isPresent(), "not reached through a FaultyPeer");
    return peer.orElseThrow();
  }

  private static SinkWriter open(SinkConnector sink) throws Exception {
    return sink.open(new SinkContext("out", "lines", true, "node-7", Optional.empty()));
  }

  private void write(SinkWriter writer, List<String> texts) throws Exception {
    for (String text : texts) {
      writer.write("key", record(text));
    }
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "n" + i).toList();
  }

  @Test
  void handsOverWhatIsFlushed() throws Exception {
    try (SinkWriter writer = open(emptySink())) {
      write(writer, List.of("a", "b"));
      writer.flush();
      assertThat(content(2)).containsExactly("a", "b");
      writer.flush();
      write(writer, List.of("c"));
      writer.flush();
      assertThat(content(3)).containsExactly("a", "b", "c");
    }
  }

  @Test
  void handsOverTheRestWhenItIsClosed() throws Exception {
    try (SinkWriter writer = open(emptySink())) {
      write(writer, List.of("a", "b"));
    }
    assertThat(content(2)).containsExactly("a", "b");
  }

  @Test
  void keepsTheOrderOfManyRecords() throws Exception {
    try (SinkWriter writer = open(emptySink())) {
      write(writer, numbers(0, MANY));
    }
    assertThat(content(MANY)).isEqualTo(numbers(0, MANY));
  }

  @Test
  void takesLongRecords() throws Exception {
    List<String> texts = List.of("x".repeat(100_000), "y", "z".repeat(10_000));
    try (SinkWriter writer = open(emptySink())) {
      write(writer, texts);
    }
    assertThat(content(3)).isEqualTo(texts);
  }

  @Test
  void goesOnAfterWhatIsThere() throws Exception {
    SinkConnector sink = emptySink();
    try (SinkWriter writer = open(sink)) {
      write(writer, List.of("a"));
    }
    try (SinkWriter writer = open(sink)) {
      write(writer, List.of("b"));
    }
    assertThat(content(2)).containsExactly("a", "b");
  }

  @Test
  void isOnlySlowIfThePeerIs() throws Exception {
    FaultyPeer peer = requiredPeer();
    try (SinkWriter writer = open(emptySink())) {
      write(writer, List.of("before"));
      writer.flush();
      peer.stall();
      CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> writeUnchecked(writer));
      peer.awaitHeld();
      peer.resume();
      writing.get(100, TimeUnit.SECONDS);
    } finally {
      peer.resume();
    }
    List<String> all = new ArrayList<>(List.of("before"));
    all.addAll(numbers(0, MANY));
    assertThat(content(MANY + 1)).isEqualTo(all);
  }

  private void writeUnchecked(SinkWriter writer) {
    try {
      write(writer, numbers(0, MANY));
      writer.flush();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** What fails ends the pipeline, and what was not flushed comes again when it is started anew. */
  @Test
  void losesNothingWhenConnectionsBreak() throws Exception {
    assumeTrue(isCertainOnceFlushed(), "a flush says nothing of what has arrived");
    FaultyPeer peer = requiredPeer();
    SinkConnector sink = emptySink();
    Random random = new Random(1);
    for (int round = 0; round < ROUNDS; round++) {
      peer.cutAfter(random.nextInt(5_000));
      while (!isWritten(sink, numbers(round * 100, round * 100 + 100))) {}
    }
    assertThat(new LinkedHashSet<>(content(ROUNDS * 100)))
        .containsExactlyElementsOf(numbers(0, ROUNDS * 100));
    assertThat(peer.cuts()).as("times that connections broke").isPositive();
  }

  private boolean isWritten(SinkConnector sink, List<String> texts) {
    try (SinkWriter writer = open(sink)) {
      write(writer, texts);
      writer.flush();
      return true;
    } catch (Exception e) {
      return false;
    }
  }
}
