package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.potoroo.service.Inspection;
import dev.potoroo.service.Tail;
import dev.potoroo.status.TailEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Following what happens to a key of a real node, and its trace in the log. */
class InspectionTailTest extends InspectionFixture {
  /** Lines that the trace has written to the log. */
  private static List<String> traced(ListAppender<ILoggingEvent> log) {
    synchronized (log) {
      return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
  }

  @Test
  void writesToTheLogWhatHappensToAKeyForAWhile() {
    Inspection inspection = start(ADDING, Map.of("potoroo.inspect.tails", 1));
    Logger logger = (Logger) LoggerFactory.getLogger(KeyTraces.LOGGER);
    ListAppender<ILoggingEvent> log =
        new ListAppender<>() {
          @Override
          protected synchronized void append(ILoggingEvent event) {
            super.append(event);
          }
        };
    log.start();
    logger.addAppender(log);
    logger.setLevel(Level.INFO);
    try {
      assertThat(inspection.trace("add", "a", Duration.ofHours(1), "a test")).isPresent();
      await().until(() -> traced(log).stream().anyMatch(line -> line.contains("FOLLOWING")));
      in.send("a 7", "b 8");
      await().until(() -> traced(log).stream().anyMatch(line -> line.contains("\"a 7\"")));
      assertThat(traced(log).get(0)).startsWith("[add] key [a]: traced until").contains("a test");
      assertThat(inspection.trace("add", "b", Duration.ofHours(1), "x")).as("one more").isEmpty();
      // A shorter one takes its place, and expires.
      assertThat(inspection.trace("add", "a", Duration.ofMillis(1), "x")).isPresent();
      await().until(() -> traced(log).contains("[add] key [a]: trace has expired"));
      await()
          .untilAsserted(
              () -> assertThat(inspection.trace("add", "b", Duration.ofHours(1), "x")).isPresent());
      assertThat(inspection.trace("add", "b", Duration.ZERO, "x")).isPresent();
      assertThat(traced(log)).last().isEqualTo("[add] key [b]: trace ended");
      assertThat(traced(log)).noneMatch(line -> line.contains("\"b 8\""));
    } finally {
      logger.detachAppender(log);
      logger.setLevel(null);
    }
    assertThatThrownBy(() -> inspection.trace("add", "a", Duration.ofHours(25), "x"))
        .hasMessageContaining("24 hours");
  }

  /** Takes events until one is as wanted. */
  private static List<TailEvent> until(Tail tail, Predicate<TailEvent> wanted) {
    List<TailEvent> events = new ArrayList<>();
    while (events.stream().noneMatch(wanted)) {
      events.addAll(get(tail.next()));
    }
    return events;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "memory"})
  void tellsWhatHappensToAKey(String store) {
    Inspection inspection = start(ADDING, Map.of("potoroo.store.type", store));
    in.send("a 1", "b 1");
    awaitHandled(2);
    try (Tail tail = inspection.tail("add", "a").orElseThrow()) {
      assertThat(get(tail.next()))
          .extracting(TailEvent::kind)
          .containsExactly(TailEvent.Kind.FOLLOWING);
      in.send("b 5", "a 2", "a 3", "a x");
      List<TailEvent> events = until(tail, event -> event.error() != null);
      assertThat(events)
          .extracting(TailEvent::record)
          .containsExactly(
              TextNode.valueOf("a 2"), TextNode.valueOf("a 3"), TextNode.valueOf("a x"));
      TailEvent first = events.get(0);
      assertThat(first.before().at("/sum").asInt()).isEqualTo(1);
      assertThat(first.patch().toString())
          .contains("{\"op\":\"replace\",\"path\":\"/sum\",\"value\":3}");
      assertThat(first.outputs()).containsExactly(TextNode.valueOf("a+2"));
      assertThat(first.version()).isEqualTo(2);
      assertThat(events.get(1).before()).as("it follows from the event before").isNull();
      assertThat(events.get(2).error()).contains("NumberFormatException");
      assertThat(events.get(2).patch()).isNull();
    }
  }

  @Test
  void followsAKeyThatIsNotThereYetAndOverARollback() {
    Inspection inspection = start(ADDING, Map.of("potoroo.rounds.max-rollbacks", 10));
    try (Tail tail = inspection.tail("add", "new").orElseThrow()) {
      until(tail, event -> event.kind() == TailEvent.Kind.FOLLOWING);
      in.send("new 7");
      TailEvent born = until(tail, event -> event.record() != null).get(0);
      assertThat(born.before()).isNull();
      assertThat(born.patch().at("/0/op").asText()).isEqualTo("replace");
      long generation = get(service.rounds()).generation();
      rollBack(generation);
      TailEvent again = until(tail, event -> event.kind() == TailEvent.Kind.FOLLOWING).get(0);
      assertThat(again.generation()).isGreaterThan(generation);
      in.send("new -1");
      TailEvent gone =
          until(tail, e -> e.record() != null && e.record().asText().equals("new -1")).get(0);
      assertThat(gone).isNotNull();
    }
  }

  @SuppressWarnings("unchecked")
  private void rollBack(long generation) {
    ((ActorSystem<NodeMessage>) service.system())
        .tell(new NodeMessage.Broken(generation, "a test"));
  }

  @Test
  void tellsASlowReaderWhatItHasMissed() {
    int records = 50_000;
    Inspection inspection =
        start(
            ADDING,
            Map.of("potoroo.inspect.tail-buffer", "16 KiB", "potoroo.inspect.tail-load", 2));
    try (Tail tail = inspection.tail("add", "hot").orElseThrow()) {
      until(tail, event -> event.kind() == TailEvent.Kind.FOLLOWING);
      in.send(IntStream.rangeClosed(1, records).mapToObj(i -> "hot " + i).toArray(String[]::new));
      awaitHandled(records);
      long told = 0;
      long skipped = 0;
      while (told + skipped < records) {
        for (TailEvent event : get(tail.next())) {
          skipped += event.skipped();
          if (event.record() != null) {
            told++;
            assertThat(number(event.record().asText()))
                .as("nothing is untold")
                .isEqualTo((int) (told + skipped));
          }
        }
      }
      assertThat(told + skipped).isEqualTo(records);
      assertThat(told).isPositive();
      assertThat(skipped).isGreaterThan(records / 2);
    }
  }

  @Test
  void letsOnlySoManyFollow() {
    Inspection inspection = start(ADDING, Map.of("potoroo.inspect.tails", 1));
    Tail tail = inspection.tail("add", "a").orElseThrow();
    assertThat(inspection.tail("add", "b")).isEmpty();
    tail.close();
    tail.close();
    Tail next = inspection.tail("add", "b").orElseThrow();
    assertThat(inspection.tail("add", "c")).isEmpty();
    next.close();
  }
}
