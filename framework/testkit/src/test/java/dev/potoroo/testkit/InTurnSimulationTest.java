package dev.potoroo.testkit;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Aggregate;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.KeyedStream;
import dev.potoroo.Late;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.Watermark;
import dev.potoroo.Window;
import dev.potoroo.testkit.Simulation.Fault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What depends on the order of records and of time, with faults at random: each record has a round
 * of its own, so that a plain sequence of records and moments says what must come of it.
 */
class InTurnSimulationTest {
  private static final int SEEDS = Integer.getInteger("test.seeds", 100);

  record Event(String key, int id, long at) {
    Instant time() {
      return Instant.ofEpochMilli(at);
    }
  }

  /** Puts in one record after the other, and sees to it that it is committed by itself. */
  private abstract static class InTurn implements Pipeline, Simulation.Scenario {
    final List<String> expected = new ArrayList<>();
    private int count;
    private long latest = 1000;

    @Override
    public Pipeline pipeline() {
      return this;
    }

    @Override
    public void input(PipelineTest test, Random random) {
      // What a fault has left, and what time has made due.
      test.endRound();
      latest += random.nextInt(40);
      Event event = new Event("k" + random.nextInt(2), count++, latest - random.nextInt(150));
      expect(event, test.now().toEpochMilli());
      test.put("in", event).endRound();
    }

    /** Notes what is to come of a record that is put in at that time. */
    abstract void expect(Event event, long now);

    /** Notes what is to come at the end of all input. */
    abstract void expectAtEnd();

    static KeyedStream<Event> in(Flow flow) {
      return flow.from(
              Source.named("in", Codec.json(Event.class))
                  .eventTime(Event::time, Watermark.outOfOrder(ofMillis(30))))
          .keyBy(Event::key);
    }

    @Override
    public void check(PipelineTest test) {
      expectAtEnd();
      assertThat(test.committed("out", String.class)).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  /** Windows that take late records, and all that may become of those that are later still. */
  private static final class LateRecords extends InTurn {
    private static final int SIZE = 50;
    private static final int LATENESS = 20;
    private final Map<String, List<Integer>> windows = new TreeMap<>();
    private long reached = Long.MIN_VALUE;
    private long latest = Long.MIN_VALUE;

    record Ids(List<Integer> all) {
      Ids and(Ids other) {
        List<Integer> joined = new ArrayList<>(all);
        joined.addAll(other.all);
        return new Ids(List.copyOf(joined));
      }
    }

    private static final Aggregate<Event, Ids, String> IDS =
        Aggregate.of(Event.class)
            .into(Ids.class, () -> new Ids(List.of()))
            .add((ids, event) -> ids.and(new Ids(List.of(event.id()))))
            .merge(Ids::and)
            .result(ids -> ids.all().stream().sorted().toList().toString());

    @Override
    public void define(Flow flow) {
      Sink<String> out = Sink.named("out", Codec.lines());
      KeyedStream<Event> in = in(flow);
      for (Late late : Late.values()) {
        String name = late.name().toLowerCase(Locale.ROOT).replace('_', '-');
        Window window = Window.tumbling(ofMillis(SIZE)).lateness(ofMillis(LATENESS)).late(late);
        in.window(name, window, Event::time, IDS)
            .map(one -> line(late, one.key(), one.start().toEpochMilli(), one.value()))
            .to(out);
      }
    }

    private static String line(Late late, String key, long start, Object ids) {
      return late + " " + key + " " + start + " " + ids;
    }

    @Override
    void expect(Event event, long now) {
      for (Late late : Late.values()) {
        long start = event.at() / SIZE * SIZE;
        boolean isLate = isClosed(start);
        if (isLate && late == Late.EACH) {
          expected.add(line(late, event.key(), start, List.of(event.id())));
        }
        while (isClosed(start) && late == Late.OLDEST_OPEN) {
          start += SIZE;
        }
        if (!isClosed(start)) {
          add(late, event, start);
        }
      }
      latest = Math.max(latest, event.at());
      advance(latest - 30);
    }

    private boolean isClosed(long start) {
      return start + SIZE + LATENESS <= reached;
    }

    private void add(Late late, Event event, long start) {
      String window = late + " " + event.key() + " " + start;
      List<Integer> ids = windows.computeIfAbsent(window, w -> new ArrayList<>());
      ids.add(event.id());
      if (start + SIZE <= reached) {
        expected.add(window + " " + ids);
      }
    }

    private void advance(long to) {
      windows.forEach(
          (window, ids) -> {
            long end = Long.parseLong(window.substring(window.lastIndexOf(' ') + 1)) + SIZE;
            if (end > reached && end <= to) {
              expected.add(window + " " + ids);
            }
          });
      reached = Math.max(reached, to);
    }

    @Override
    void expectAtEnd() {
      advance(Long.MAX_VALUE);
    }
  }

  @Test
  void lateRecordsGoWhereTheyBelong() {
    Simulation.of(LateRecords::new).seeds(1, SEEDS).nodes(2).steps(60).run();
  }

  /** Timers by both times that are set, set anew and cancelled, and objects that age. */
  private static final class Timers extends InTurn {
    private static final int SOON = 700;
    private static final int LATER = 60;
    private static final int TTL = 1500;

    private static final Step<Event, Integer, String> TIMED =
        Step.named("timed")
            .in(Event.class)
            .state(Integer.class, () -> 0)
            .out(String.class)
            .on(
                Event.class,
                (n, event, ctx) -> {
                  var next = ctx.become(n + 1);
                  return switch (event.id() % 4) {
                    case 0 -> next.timer("soon", ofMillis(SOON));
                    case 1 -> next.eventTimerAt("later", event.time().plusMillis(LATER));
                    case 2 -> next.cancelTimer("soon");
                    default -> next;
                  };
                })
            .onTimer("soon", (n, ctx) -> ctx.keep().emit("soon " + ctx.key() + " " + n))
            .onTimer("later", (n, ctx) -> ctx.keep().emit("later " + ctx.key() + " " + n));

    private static final Step<Event, Integer, String> AGING =
        Step.named("aging")
            .in(Event.class)
            .state(Integer.class, () -> 0)
            .out(String.class)
            .on(Event.class, (n, event, ctx) -> ctx.become(n + 1))
            .ttl(ofMillis(TTL))
            .onExpire((n, ctx) -> ctx.clear().emit("old " + ctx.key() + " " + n));

    /** What is to be known of a key. */
    private static final class Known {
      int timed;
      int aging;
      long soonAt = Long.MAX_VALUE;
      long laterAt = Long.MAX_VALUE;
      long oldAt = Long.MAX_VALUE;
    }

    private final Map<String, Known> known = new TreeMap<>();
    private long reached = Long.MIN_VALUE;
    private long now;

    @Override
    public void define(Flow flow) {
      Sink<String> out = Sink.named("out", Codec.lines());
      KeyedStream<Event> in = in(flow);
      in.step(TIMED).to(out);
      in.step(AGING).to(out);
    }

    @Override
    void expect(Event event, long at) {
      now = at;
      fire(reached);
      Known one = known.computeIfAbsent(event.key(), key -> new Known());
      one.timed++;
      one.aging++;
      one.oldAt = now + TTL;
      switch (event.id() % 4) {
        case 0 -> one.soonAt = now + SOON;
        case 1 -> one.laterAt = event.at() + LATER;
        case 2 -> one.soonAt = Long.MAX_VALUE;
        default -> {}
      }
      reached = Math.max(reached, event.at() - 30);
      fire(reached);
    }

    private void fire(long eventTime) {
      known.forEach(
          (key, one) -> {
            if (one.soonAt <= now) {
              one.soonAt = Long.MAX_VALUE;
              expected.add("soon " + key + " " + one.timed);
            }
            if (one.laterAt <= eventTime) {
              one.laterAt = Long.MAX_VALUE;
              expected.add("later " + key + " " + one.timed);
            }
            if (one.oldAt <= now) {
              one.oldAt = Long.MAX_VALUE;
              expected.add("old " + key + " " + one.aging);
              one.aging = 0;
            }
          });
    }

    @Override
    public void check(PipelineTest test) {
      now = test.now().toEpochMilli();
      super.check(test);
    }

    @Override
    void expectAtEnd() {
      fire(Long.MAX_VALUE - 1);
    }
  }

  /** A sink that fails, or a store, would have a record handled at a later time again. */
  @Test
  void timersFireWhenTheyAreDueAndObjectsAge() {
    // A record is handled when it is put in: nothing holds up the nodes, or ends the run meanwhile.
    EnumSet<Fault> others =
        EnumSet.complementOf(
            EnumSet.of(
                Fault.SINK_FAILS,
                Fault.STORE_REFUSES,
                Fault.PAUSE,
                Fault.PARTITION,
                Fault.DELAY,
                Fault.LOSE_RECORDS));
    Simulation.of(Timers::new)
        .seeds(1, SEEDS)
        .nodes(2)
        .steps(60)
        .faults(others.toArray(Fault[]::new))
        .run();
  }
}
