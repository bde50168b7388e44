package dev.potoroo.connector.pekko;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.CollectingBatch;
import dev.potoroo.connector.Reading;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.SourceReader.Progress;
import dev.potoroo.testkit.connector.SourceContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceWithContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class StreamSourceTest {
  private static final Duration SOON = Duration.ofMillis(5);
  private static final List<Integer> NUMBERS = IntStream.range(0, 7).boxed().toList();

  private final List<Integer> acknowledged = Collections.synchronizedList(new ArrayList<>());
  private SourceReader reader;

  @AfterEach
  void close() throws Exception {
    if (reader != null) {
      reader.close();
    }
  }

  private static byte[] bytes(int number) {
    return ("n" + number).getBytes(UTF_8);
  }

  /** From an offset on, but it breaks after two elements each time. */
  private static Source<Integer, ?> breaking(long from) {
    int end = (int) Math.min(from + 2, NUMBERS.size());
    Source<Integer, ?> some = Source.from(NUMBERS.subList((int) from, end));
    return end == NUMBERS.size()
        ? some
        : some.concat(Source.failed(new IllegalStateException("broken at " + end)));
  }

  private static StreamSource<Integer> replayable() {
    return StreamSource.replayable(
            "numbers", StreamSourceTest::breaking, StreamSourceTest::bytes, number -> number + 1)
        .restart(SOON, SOON);
  }

  private static SourceContext context(boolean committing) {
    return new SourceContext(
        "in", "0", SourceContext.Start.FIRST, 0, "lines", 1_000, 16, committing);
  }

  private void open(SourceConnector source, boolean committing) throws Exception {
    reader = source.open(context(committing));
  }

  private CompletionStage<Integer> acknowledge(Integer number) {
    acknowledged.add(number);
    return CompletableFuture.completedFuture(number);
  }

  private StreamSource<Integer> acknowledging(Source<Integer, ?> source) {
    return StreamSource.acknowledged("numbers", source, StreamSourceTest::bytes, this::acknowledge)
        .restart(SOON, SOON);
  }

  @Nested
  class ThatCanGoBack extends SourceContract {
    @Override
    protected SourceConnector source() {
      return replayable();
    }
  }

  @Test
  void saysWhatItCanDo() {
    Source<Integer, ?> none = Source.empty();
    StreamSource<Integer> neither =
        StreamSource.unacknowledged("numbers", none, StreamSourceTest::bytes);
    assertThat(neither.replayable() || neither.acknowledges()).isFalse();
    assertThat(acknowledging(none).acknowledges()).isTrue();
    assertThat(acknowledging(none).replayable()).isFalse();
    assertThat(replayable().replayable()).isTrue();
    assertThat(neither.scope()).isEqualTo(SourceConnector.Scope.CLUSTER);
    assertThat(neither.onEachNode().scope()).isEqualTo(SourceConnector.Scope.NODE);
    assertThatThrownBy(() -> neither.restart(Duration.ZERO, SOON)).hasMessageContaining("[PT0S]");
    assertThatThrownBy(() -> neither.limits(0, 1)).hasMessageContaining("[0]");
  }

  @Test
  void acknowledgesWhatIsCommittedInOrderAndEndsThen() throws Exception {
    open(acknowledging(Source.from(NUMBERS)), true);
    CollectingBatch batch = Reading.untilRecords(reader, NUMBERS.size());
    assertThat(acknowledged).isEmpty();
    reader.committed(batch.positions().get(2));
    assertThat(acknowledged).containsExactly(0, 1, 2);
    assertThat(reader.poll(new CollectingBatch())).isEqualTo(Progress.WAITING);
    reader.committed(batch.positions().get(6));
    assertThat(acknowledged).isEqualTo(NUMBERS);
    Reading.polling().until(() -> reader.poll(new CollectingBatch()) == Progress.ENDED);
  }

  @Test
  void acknowledgesAtOnceWhereNothingIsEverCommitted() throws Exception {
    open(acknowledging(Source.from(NUMBERS)), false);
    Reading.untilRecords(reader, NUMBERS.size());
    assertThat(acknowledged).isEqualTo(NUMBERS);
  }

  @Test
  void takesTheContextOfElementsForTheirAcknowledgement() throws Exception {
    SourceWithContext<String, Integer, ?> source =
        SourceWithContext.fromPairs(Source.from(NUMBERS).map(n -> Pair.create("n" + n, n)));
    open(
        StreamSource.acknowledged(
            "pairs",
            source.asSource(),
            pair -> pair.first().getBytes(UTF_8),
            pair -> acknowledge(pair.second())),
        true);
    CollectingBatch batch = Reading.untilRecords(reader, NUMBERS.size());
    assertThat(batch.records()).first().isEqualTo("n0");
    reader.committed(batch.positions().get(6));
    assertThat(acknowledged).isEqualTo(NUMBERS);
  }

  @Test
  void beginsAnewWhenAnAcknowledgementFailsAndDoesNotWaitForOthersOfThatRun() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Source<Integer, ?> endless =
        Source.lazySource(
            () -> {
              runs.incrementAndGet();
              return Source.from(NUMBERS).concat(Source.maybe());
            });
    CompletableFuture<Integer> never = new CompletableFuture<>();
    AtomicBoolean first = new AtomicBoolean(true);
    open(
        StreamSource.acknowledged(
                "numbers",
                endless,
                StreamSourceTest::bytes,
                number ->
                    number == 1 && first.getAndSet(false)
                        ? CompletableFuture.failedFuture(new IllegalStateException("gone"))
                        : runs.get() == 1 ? never : acknowledge(number))
            .restart(SOON, SOON),
        true);
    CollectingBatch batch = Reading.untilRecords(reader, NUMBERS.size());
    reader.committed(batch.positions().get(1));
    CollectingBatch again = Reading.untilRecords(reader, NUMBERS.size());
    assertThat(again.records()).isEqualTo(batch.records());
    assertThat(again.positions().get(0)).isGreaterThan(batch.positions().get(6));
    reader.committed(again.positions().get(6));
    assertThat(acknowledged).endsWith(4, 5, 6);
  }

  @Test
  void readsNoFurtherWhileTooManyWaitToBeCommitted() throws Exception {
    AtomicInteger given = new AtomicInteger();
    Source<Integer, ?> endless = Source.repeat(1).map(n -> given.incrementAndGet());
    open(acknowledging(endless).limits(8, 20), true);
    CollectingBatch batch = Reading.untilRecords(reader, 20);
    for (int i = 0; i < 5; i++) {
      CollectingBatch none = new CollectingBatch();
      assertThat(reader.poll(none)).isEqualTo(Progress.WAITING);
      assertThat(none.records()).isEmpty();
    }
    assertThat(batch.records()).hasSize(20);
    // What the reader, the queue and the batch before it hold.
    assertThat(given.get()).isLessThanOrEqualTo(20 + 4 * 8);
    reader.committed(batch.positions().get(19));
    Reading.untilRecords(reader, 1);
  }

  @Test
  void rejectsWhatIsNoRecordAndGoesOn() throws Exception {
    open(
        StreamSource.unacknowledged(
            "numbers",
            Source.from(NUMBERS),
            number -> number == 3 ? new byte[1_001] : bytes(1 / (number - 2))),
        true);
    CollectingBatch batch = new CollectingBatch();
    Reading.polling().until(() -> reader.poll(batch) == Progress.ENDED);
    assertThat(batch.rejected()).hasSize(2);
    assertThat(batch.rejected().get(0).error()).contains("by zero");
    assertThat(batch.rejected().get(1).error()).contains("[1001]", "[1000]");
  }

  @Test
  void saysThatTheStreamIsBrokenUntilItWorks() throws Exception {
    AtomicBoolean works = new AtomicBoolean();
    Source<Integer, ?> source =
        Source.lazySource(
            () ->
                works.get()
                    ? Source.from(NUMBERS)
                    : Source.failed(new IllegalStateException("no such host")));
    open(
        StreamSource.unacknowledged("numbers", source, StreamSourceTest::bytes)
            .restart(SOON, Duration.ofSeconds(1)),
        true);
    Reading.polling()
        .until(
            () -> {
              reader.poll(new CollectingBatch());
              return reader.waitsFor().isPresent();
            });
    assertThat(reader.waitsFor().orElseThrow()).contains("[numbers]", "[in]", "no such host");
    works.set(true);
    Reading.untilRecords(reader, NUMBERS.size());
    assertThat(reader.waitsFor()).isEmpty();
  }
}
