package dev.potoroo.testkit;

import static dev.potoroo.ErrorPolicy.retry;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Aggregate;
import dev.potoroo.Async;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls in a pipeline test: made at once, by the thread of the test. */
class AsyncPipelineTest {
  private final List<String> calls = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /** How many calls fail. */
  private int failures;

  private final Pipeline pipeline =
      new Pipeline() {
        @Override
        public void define(Flow flow) {
          flow.from(Source.named("in", Codec.lines()))
              .keyBy(line -> line.substring(0, 1))
              .async(
                  "lookup",
                  Async.of(
                          String.class,
                          String.class,
                          (line, id) -> {
                            calls.add(id + " " + line);
                            threads.add(Thread.currentThread());
                            if (failures > 0) {
                              failures--;
                              return CompletableFuture.failedFuture(
                                  new IllegalStateException("no"));
                            }
                            return CompletableFuture.supplyAsync(() -> line + "!");
                          })
                      .onError(retry(1, ofSeconds(5)).thenQuarantineKey()))
              .to(Sink.named("out", Codec.lines()));
        }

        @Override
        public String name() {
          return "looking-up";
        }
      };
  private final PipelineTest test = PipelineTest.of(pipeline);

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void callsAreMadeInOrderAndTheirAnswersGoOn() {
    test.put("in", "a1", "b1", "a2");
    assertThat(test.sink("out", String.class)).containsExactlyInAnyOrder("a1!", "b1!", "a2!");
    assertThat(test.take("out", String.class)).containsSubsequence("a1!", "a2!");
    assertThat(calls).contains("lookup/a/0 a1", "lookup/a/1 a2", "lookup/b/0 b1").hasSize(3);
    assertThat(threads).containsOnly(Thread.currentThread());
    test.rollBack();
    assertThat(test.sink("out", String.class)).as("read again, called again").hasSize(3);
    assertThat(calls).hasSize(6);
    test.endRound();
    test.restart().put("in", "a3");
    assertThat(calls).last().isEqualTo("lookup/a/2 a3");
  }

  @Test
  void pendingCallsAreMadeWhereTheirKeysLiveWhenNodesComeAndGo() {
    failures = Integer.MAX_VALUE;
    test.nodes(3);
    test.put("in", "a1", "b1", "c1", "d1", "e1", "a2");
    test.endRound();
    failures = 0;
    calls.clear();
    test.crash("node-2").join();
    test.endRound();
    assertThat(test.committed("out", String.class))
        .containsExactlyInAnyOrder("a1!", "b1!", "c1!", "d1!", "e1!", "a2!")
        .containsSubsequence("a1!", "a2!");
  }

  @Test
  void aCallThatFailsIsMadeAgainWhenItIsTime() {
    failures = 1;
    test.put("in", "a1", "a2").advance(ofSeconds(4));
    assertThat(test.sink("out", String.class)).isEmpty();
    test.endRound();
    test.rollBack();
    assertThat(test.take("out", String.class))
        .as("a pending call is made again at once")
        .containsExactly("a1!", "a2!");
    assertThat(calls).containsExactly("lookup/a/0 a1", "lookup/a/0 a1", "lookup/a/1 a2");
  }

  @Test
  void callsForWhatWasCombinedUntilTheRoundEndedAreMadeBeforeAllEnds() {
    Pipeline combined =
        new Pipeline() {
          @Override
          public void define(Flow flow) {
            flow.from(Source.named("in", Codec.lines()))
                .keyBy(line -> line)
                .combineLocally(Aggregate.count(String.class))
                .aggregate("counts")
                .map(one -> one.key() + " " + one.value())
                .keyBy(line -> line)
                .async(
                    "lookup", Async.blocking(String.class, String.class, (line, id) -> line + "!"))
                .to(Sink.named("out", Codec.lines()));
          }

          @Override
          public String name() {
            return "counting";
          }
        };
    try (PipelineTest counting = PipelineTest.of(combined)) {
      counting.put("in", "a", "b", "a").endInput();
      assertThat(counting.committed("out", String.class)).containsExactlyInAnyOrder("a 2!", "b 1!");
    }
  }
}
