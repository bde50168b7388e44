package dev.potoroo.testkit;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Aggregate;
import dev.potoroo.Codec;
import dev.potoroo.DataStream;
import dev.potoroo.Flow;
import dev.potoroo.Join;
import dev.potoroo.KeyedStream;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Watermark;
import dev.potoroo.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Windows and joins over several partitions and sources, with records out of order and twice, and
 * faults at random, against what one would write down.
 */
class TimeSimulationTest {
  private static final int SEEDS = Integer.getInteger("test.seeds", 60);

  record Event(String key, int id, String part, long at) {
    Instant time() {
      return Instant.ofEpochMilli(at);
    }
  }

  /** The numbers of the records in a window. */
  record Ids(List<Integer> all) {
    Ids and(Ids other) {
      return new Ids(Stream.concat(all.stream(), other.all.stream()).toList());
    }
  }

  private static final Aggregate<Event, Ids, String> IDS =
      Aggregate.of(Event.class)
          .into(Ids.class, () -> new Ids(List.of()))
          .add((ids, event) -> ids.and(new Ids(List.of(event.id()))))
          .merge(Ids::and)
          .result(ids -> ids.all().stream().sorted().toList().toString());

  private static String line(String window, String key, long start, long end, Object what) {
    return window + " " + key + " " + start + "-" + end + " " + what;
  }

  /** Two sources, of which the first has two partitions. */
  private abstract static class Streams implements Pipeline, Simulation.Scenario {
    final List<Event> all = new ArrayList<>();
    private final long[] latest = new long[3];

    static DataStream<Event> source(Flow flow, String name, Watermark watermark) {
      return flow.from(
          Source.named(name, Codec.json(Event.class)).eventTime(Event::time, watermark));
    }

    static DataStream<String> windows(KeyedStream<Event> in, String name, Window window) {
      return in.window(name, window, Event::time, IDS)
          .map(
              one ->
                  line(
                      name,
                      one.key(),
                      one.start().toEpochMilli(),
                      one.end().toEpochMilli(),
                      one.value()));
    }

    @Override
    public Pipeline pipeline() {
      return this;
    }

    /** A record is at most 100 ms behind the latest of its partition; some are there twice. */
    @Override
    public void input(PipelineTest test, Random random) {
      int part = random.nextInt(3);
      latest[part] += random.nextInt(120);
      long at = 1000 + latest[part] - random.nextInt(101);
      Event event = new Event("k" + random.nextInt(3), all.size(), "p" + part, at);
      Event[] put = random.nextInt(10) == 0 ? new Event[] {event, event} : new Event[] {event};
      all.addAll(List.of(put));
      test.putTo(part == 2 ? "b" : "a", part % 2, (Object[]) put);
    }

    Map<String, List<Event>> byKey() {
      return all.stream().collect(groupingBy(Event::key));
    }

    static String ids(List<Event> events) {
      return events.stream().map(Event::id).sorted().toList().toString();
    }

    static List<String> sliding(String name, String key, List<Event> events, int size, int slide) {
      List<String> results = new ArrayList<>();
      long last = events.stream().mapToLong(Event::at).max().orElse(0);
      for (long start = 0; start <= last; start += slide) {
        long from = start;
        List<Event> in =
            events.stream().filter(one -> one.at() >= from && one.at() < from + size).toList();
        if (!in.isEmpty()) {
          results.add(line(name, key, from, from + size, ids(in)));
        }
      }
      return results;
    }
  }

  /** No record is late: no partition is ahead of what another one may still bring. */
  private static final class InTime extends Streams {
    private static final int GAP = 40;

    @Override
    public void define(Flow flow) {
      Watermark behind = Watermark.outOfOrder(ofMillis(100)).idleAfter(ofDays(1));
      DataStream<Event> a = source(flow, "a", behind);
      DataStream<Event> b = source(flow, "b", behind);
      KeyedStream<Event> both = flow.merge(a, b).keyBy(Event::key);
      Sink<String> out = Sink.named("out", Codec.lines());
      windows(both, "tumbling", Window.tumbling(ofMillis(100))).to(out);
      windows(both, "sliding", Window.sliding(ofMillis(90), ofMillis(30))).to(out);
      windows(both, "session", Window.session(ofMillis(GAP))).to(out);
      // Within a partition records have an order, so that it is known which belong together.
      flow.merge(a, b)
          .keyBy(event -> event.key() + event.part())
          .window("count", Window.count(3), Event::time, IDS)
          .map(one -> "count " + one.key() + " " + one.value())
          .to(out);
      a.keyBy(Event::key)
          .join(
              "join",
              b.keyBy(Event::key),
              Join.of(Event.class, Event.class)
                  .within(Window.tumbling(ofMillis(200)), Event::time, Event::time)
                  .inner((left, right) -> "join " + left.id() + " " + right.id()))
          .to(out);
    }

    @Override
    public void check(PipelineTest test) {
      List<String> expected = new ArrayList<>();
      byKey()
          .forEach(
              (key, events) -> {
                expected.addAll(sliding("tumbling", key, events, 100, 100));
                expected.addAll(sliding("sliding", key, events, 90, 30));
                expected.addAll(sessions(key, events));
                expected.addAll(joined(events));
              });
      all.stream()
          .collect(groupingBy(one -> one.key() + one.part()))
          .forEach(
              (key, events) -> {
                for (int i = 3; i <= events.size(); i += 3) {
                  expected.add("count " + key + " " + ids(events.subList(i - 3, i)));
                }
              });
      assertThat(test.committed("out", String.class)).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(test.keys("tumbling")).isEmpty();
      assertThat(test.keys("session")).isEmpty();
    }

    private static List<String> sessions(String key, List<Event> events) {
      List<String> results = new ArrayList<>();
      List<Event> sorted = events.stream().sorted(Comparator.comparingLong(Event::at)).toList();
      int begin = 0;
      for (int i = 1; i <= sorted.size(); i++) {
        long last = sorted.get(i - 1).at();
        if (i == sorted.size() || sorted.get(i).at() >= last + GAP) {
          long start = sorted.get(begin).at();
          results.add(line("session", key, start, last + GAP, ids(sorted.subList(begin, i))));
          begin = i;
        }
      }
      return results;
    }

    private static List<String> joined(List<Event> events) {
      return events.stream()
          .filter(left -> !left.part().equals("p2"))
          .flatMap(
              left ->
                  events.stream()
                      .filter(right -> right.part().equals("p2"))
                      .filter(right -> right.at() / 200 == left.at() / 200)
                      .map(right -> "join " + left.id() + " " + right.id()))
          .toList();
    }
  }

  @Test
  void noFaultChangesWhatIsInWindows() {
    Simulation.of(InTime::new).seeds(1, SEEDS).nodes(3).partitions("a", 2).steps(60).run();
  }

  /**
   * Partitions fall behind and are idle, so that records are late. Which ones depends on when
   * rounds end, and on how long nothing came after a crash. But each is in one result of its own
   * window, or else told to be late, once.
   */
  private static final class LateRecords extends Streams {
    @Override
    public void define(Flow flow) {
      Watermark idle = Watermark.outOfOrder(ofMillis(20)).idleAfter(ofSeconds(1));
      flow.merge(source(flow, "a", idle), source(flow, "b", idle))
          .keyBy(Event::key)
          .window(
              "tumbling",
              Window.tumbling(ofMillis(100)),
              Event::time,
              IDS,
              Sink.named("late", Codec.json(Event.class)))
          .map(one -> one.start().toEpochMilli() + " " + one.key() + " " + one.value())
          .to(Sink.named("out", Codec.lines()));
    }

    @Override
    public void check(PipelineTest test) {
      List<Event> late = test.committed("late", Event.class);
      List<Event> left = new ArrayList<>(all);
      late.forEach(one -> assertThat(left.remove(one)).as("%s is late once", one).isTrue());
      List<String> expected = new ArrayList<>();
      left.stream()
          .collect(groupingBy(one -> one.at() / 100 * 100 + " " + one.key() + " "))
          .forEach((window, events) -> expected.add(window + ids(events)));
      assertThat(test.committed("out", String.class)).containsExactlyInAnyOrderElementsOf(expected);
      found += late.size();
    }

    private static int found;
  }

  @Test
  void eachRecordIsInItsWindowOrLate() {
    LateRecords.found = 0;
    Simulation.of(LateRecords::new).seeds(1, SEEDS).nodes(3).partitions("a", 2).steps(60).run();
    assertThat(LateRecords.found).as("some are late").isGreaterThan(SEEDS);
  }
}
