package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Aggregate;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.FlowNode.Operator.Kind;
import dev.potoroo.Fn;
import dev.potoroo.internal.topology.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmittersTest {
  @TempDir Path data;

  private final List<Object> sent = new ArrayList<>();
  private final List<String> trouble = new ArrayList<>();
  private ErrorPolicy policy = ErrorPolicy.deadLetter();

  private static final Stage OUT = new Stage.ToStep(0, record -> "k");

  private final class Troubles implements Trouble {
    @Override
    public ErrorPolicy policy() {
      return policy;
    }

    @Override
    public void pause(Duration backoff) {
      trouble.add("pause " + backoff.toMillis());
    }

    @Override
    public void givenUp(Object record, ErrorPolicy by, String reason, Throwable error) {
      trouble.add(reason + " " + record + ": " + error.getMessage());
    }
  }

  private void emit(Stage stage, Object... records) {
    int before = sent.size();
    Node node = new TestNode(data, Map.of()).node;
    Flight flight = new Flight(1);
    Origin.Local origin = new Origin.Local(flight, 0, 100, () -> {}, () -> {});
    Destination all =
        batch -> {
          for (int i = 0; i < batch.size; i++) {
            sent.add(batch.keys[i].equals("k") ? batch.records[i] : batch.keys[i]);
          }
        };
    Outbox outbox = new Outbox(node, new Routing(new int[128], new Destination[] {all}), origin);
    Emitters.Emitter emitter = Emitters.of(stage, outbox, new Troubles(), 16);
    for (Object record : records) {
      emitter.emit(record);
    }
    outbox.flush(0);
    assertThat(flight.emitted().sum()).isEqualTo(sent.size() - before);
    assertThat(origin.inFlight()).isEqualTo(sent.size() - before);
  }

  /** Until it is sent, what is combined is in flight: a round must not end without it. */
  @Test
  void whatIsCombinedIsInFlightUntilItIsSent() {
    Aggregate<Integer, ?, ?> sum = Aggregate.sum(Integer.class, n -> 10 / n);
    Stage stage = new Stage.ToStep(0, n -> (int) n > 9 ? "b" : "a", Optional.of(sum));
    Node node = new TestNode(data, Map.of("potoroo.batch", 1)).node;
    Flight flight = new Flight(1);
    Origin.Local origin = new Origin.Local(flight, 0, 100, () -> {}, () -> {});
    Destination all =
        batch -> {
          sent.add(batch.keys[0] + "=" + batch.records[0]);
          // It may be settled at once.
          flight.settled().add(1);
          assertThat(flight.settled().sum()).isLessThanOrEqualTo(flight.emitted().sum());
        };
    Outbox outbox = new Outbox(node, new Routing(new int[128], new Destination[] {all}), origin);
    Emitters.Emitter emitter = Emitters.of(stage, outbox, new Troubles(), 16);
    List.of(1, 2, 10, 5, 0).forEach(emitter::emit);
    outbox.flush(0);
    assertThat(sent).isEmpty();
    assertThat(flight.emitted().sum() - flight.settled().sum()).isEqualTo(2);
    outbox.sendCombined(true);
    outbox.flush(0);
    assertThat(sent).containsExactlyInAnyOrder("a=17", "b=1");
    assertThat(flight.settled().sum()).isEqualTo(flight.emitted().sum());
    assertThat(trouble).singleElement().asString().contains("operator 0", "by zero");
  }

  private static Stage apply(Kind kind, Object function, Stage next) {
    return new Stage.Apply(0, kind, function, next);
  }

  private static Fn<Object, Object> fn(Fn<Object, Object> fn) {
    return fn;
  }

  @Test
  void mapChangesRecordsAndMayNotGiveNull() {
    Fn<Object, Object> length = in -> in.equals("null") ? null : in.toString().length();
    emit(apply(Kind.MAP, length, OUT), "a", "null", "abc");
    assertThat(sent).containsExactly(1, 3);
    assertThat(trouble).singleElement().asString().contains("operator null", "map gave null");
  }

  @Test
  void filterKeepsWhatItSaysTrueTo() {
    Fn<Object, Boolean> even = n -> n.equals(0) ? null : (Integer) n % 2 == 0;
    emit(apply(Kind.FILTER, even, OUT), 0, 1, 2, 3, 4);
    assertThat(sent).containsExactly(2, 4);
    assertThat(trouble).isEmpty();
  }

  @Test
  void flatMapTakesAnyIterableAndRefusesNull() {
    Fn<Object, Object> many =
        n ->
            switch ((String) n) {
              case "list" -> List.of(1, 2);
              case "empty" -> List.of();
              case "null" -> null;
              case "with null" -> Arrays.asList(3, null, 4);
              default -> (Iterable<Object>) () -> List.<Object>of(5, 6).iterator();
            };
    emit(apply(Kind.FLAT_MAP, many, OUT), "list", "empty", "null", "with null", "lazy");
    assertThat(sent).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(trouble).hasSize(2);
    assertThat(trouble.get(0)).contains("flatMap gave null");
    assertThat(trouble.get(1)).contains("flatMap gave a null record");
  }

  @Test
  void aLazyResultThatThrowsHalfWayEmitsNothing() {
    Fn<Object, Object> lazyIterable =
        in ->
            (Iterable<Object>)
                () ->
                    new Iterator<>() {
                      private int n;

                      @Override
                      public boolean hasNext() {
                        return true;
                      }

                      @Override
                      public Object next() {
                        if (n == 3) {
                          throw new NoSuchElementException("at 3");
                        }
                        return n++;
                      }
                    };
    Fn<Object, Object> lazyList =
        in ->
            new AbstractList<Object>() {
              @Override
              public Object get(int index) {
                if (index == 3) {
                  throw new IllegalStateException("at 3");
                }
                return index;
              }

              @Override
              public int size() {
                return 5;
              }
            };
    emit(apply(Kind.FLAT_MAP, lazyIterable, OUT), "r");
    emit(apply(Kind.FLAT_MAP, lazyList, OUT), "r");
    assertThat(sent).isEmpty();
    assertThat(trouble).containsExactly("operator r: at 3", "operator r: at 3");
  }

  @Test
  void onlyKeepsRecordsOfAClass() {
    emit(apply(Kind.ONLY, Number.class, OUT), 1, "text", 2L);
    assertThat(sent).containsExactly(1, 2L);
  }

  @Test
  void peekLooksAndItsErrorIsTheRecords() {
    List<Object> seen = new ArrayList<>();
    Consumer<Object> look =
        record -> {
          seen.add(record);
          if (record.equals("bad")) {
            throw new IllegalStateException("blind");
          }
        };
    emit(apply(Kind.PEEK, look, OUT), "a", "bad", "b");
    assertThat(seen).containsExactly("a", "bad", "b");
    assertThat(sent).containsExactly("a", "b");
    assertThat(trouble).containsExactly("operator bad: blind");
  }

  @Test
  void aForkGoesAllWaysInOrderAndNoneWithoutBranches() {
    Stage twice = new Stage.Fork(List.of(OUT, apply(Kind.MAP, fn(r -> r + "'"), OUT)));
    emit(twice, "a", "b");
    assertThat(sent).containsExactly("a", "a'", "b", "b'");
    emit(new Stage.Fork(List.of()), "c");
    assertThat(sent).hasSize(4);
  }

  @Test
  void anErrorOnOneWayLeavesTheOthersAlone() {
    Stage fork =
        new Stage.Fork(
            List.of(
                apply(
                    Kind.MAP,
                    fn(
                        r -> {
                          throw new IllegalStateException("no");
                        }),
                    OUT),
                OUT));
    emit(fork, "a");
    assertThat(sent).containsExactly("a");
    assertThat(trouble).containsExactly("operator a: no");
  }

  @Test
  void aKeyThatIsNoneIsTheRecordsError() {
    Stage byKey =
        new Stage.ToStep(
            0,
            record ->
                switch ((String) record) {
                  case "null" -> null;
                  case "empty" -> "";
                  case "long" -> "k".repeat(17);
                  case "throws" -> throw new IllegalStateException("no key");
                  default -> "key of " + record;
                });
    emit(byKey, "null", "empty", "long", "throws", "a");
    assertThat(sent).containsExactly("key of a");
    assertThat(trouble)
        .containsExactly(
            "key null: the key is null",
            "key empty: the key is empty",
            "key long: the key is larger than potoroo.max-key-size [16 bytes]",
            "key throws: no key");
  }

  @Test
  void triesAgainAsOftenAsThePolicySays() {
    policy = ErrorPolicy.retry(2, Duration.ofMillis(10)).thenDeadLetter();
    int[] calls = {0};
    Fn<Object, Object> flaky =
        in -> {
          calls[0]++;
          if (in.equals("never") || calls[0] < 3) {
            throw new IllegalStateException("call " + calls[0]);
          }
          return in;
        };
    emit(apply(Kind.MAP, flaky, OUT), "third time", "never");
    assertThat(sent).containsExactly("third time");
    assertThat(calls[0]).isEqualTo(6);
    assertThat(trouble).hasSize(5);
    assertThat(trouble.get(4)).isEqualTo("operator never: call 6");
    assertThat(trouble.subList(0, 4)).allMatch(text -> text.startsWith("pause "));
  }

  @Test
  void aStackOverflowIsARecordsError() {
    Fn<Object, Object> deep =
        new Fn<>() {
          @Override
          public Object apply(Object in) throws Exception {
            return 1 + (Integer) apply(in);
          }
        };
    emit(apply(Kind.MAP, deep, OUT), "a");
    assertThat(trouble).hasSize(1);
  }
}
