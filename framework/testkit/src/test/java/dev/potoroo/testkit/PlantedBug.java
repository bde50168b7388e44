package dev.potoroo.testkit;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.TransactionalSinkWriter;
import dev.potoroo.internal.round.Action;
import dev.potoroo.internal.round.Report;
import dev.potoroo.internal.runtime.SimulatedConduct;
import dev.potoroo.testkit.Simulation.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A rule of the protocol that is broken on purpose: the simulation must find out. */
enum PlantedBug {
  /** A node says that it has prepared before it has written what the round has changed. */
  COMMIT_BEFORE_PREPARED(Fault.CRASH, Fault.DELAY) {
    @Override
    World in(World world) {
      return world.conduct(
          new SimulatedConduct() {
            @Override
            public void carryOut(
                Action action, Consumer<Action> does, BiConsumer<Duration, Runnable> later) {
              if (action instanceof Action.WriteChanges write) {
                does.accept(new Action.SayPrepared(write.generation(), write.round(), Map.of()));
                later.accept(A_WHILE, () -> does.accept(action));
              } else {
                does.accept(action);
              }
            }
          });
    }
  },

  /** A node says that it has captured, so that records flow again, and captures after that. */
  CAPTURE_AFTER_RESUME(Fault.CRASH, Fault.ROLL_BACK, Fault.DELAY) {
    @Override
    World in(World world) {
      return world.conduct(
          new SimulatedConduct() {
            @Override
            public void carryOut(
                Action action, Consumer<Action> does, BiConsumer<Duration, Runnable> later) {
              if (action instanceof Action.CaptureObjects capture) {
                does.accept(new Action.SayCaptured(capture.generation(), capture.round()));
                later.accept(A_WHILE, () -> does.accept(action));
              } else {
                does.accept(action);
              }
            }
          });
    }
  },

  /** The store takes what is written and committed for a generation that is over. */
  STALE_GENERATION_ACCEPTED(Fault.PAUSE, Fault.PARTITION) {
    @Override
    World in(World world) {
      return world.store(LaxStore::new);
    }
  },

  /** Nodes say that nothing is in flight when something is, and shards move. */
  MOVE_WITH_RECORD_IN_FLIGHT(Fault.JOIN, Fault.LEAVE, Fault.MOVE_SHARDS, Fault.DELAY) {
    @Override
    World in(World world) {
      return world.conduct(
          new SimulatedConduct() {
            @Override
            public Report counted(Report right) {
              return new Report(right.emitted(), right.emitted(), 0, true, List.of());
            }
          });
    }
  },

  /** A sink gives its mark for output that it has not written yet. */
  MARK_BEFORE_OUTPUT(Fault.CRASH, Fault.RESTART) {
    @Override
    World in(World world) {
      return world.sinks(LazySink::new);
    }
  };

  private static final Duration A_WHILE = Duration.ofMillis(200);

  private final Fault[] faults;

  PlantedBug(Fault... faults) {
    this.faults = faults;
  }

  /** With which faults it shows; nothing is wrong with these and without it. */
  Fault[] faults() {
    return faults.clone();
  }

  /** A world that has it. */
  abstract World in(World world);

  /** Writes what it was given only when the round is committed for which it has given its mark. */
  private record LazySink(SinkConnector sink) implements SinkConnector {
    @Override
    public String describe() {
      return sink.describe();
    }

    @Override
    public SinkWriter open(SinkContext context) throws Exception {
      TransactionalSinkWriter writer = (TransactionalSinkWriter) sink.open(context);
      List<byte[]> unwritten = new ArrayList<>();
      return new TransactionalSinkWriter() {
        @Override
        public void write(byte[] record) {
          unwritten.add(record);
        }

        @Override
        public void flush() throws Exception {
          writer.flush();
        }

        @Override
        public Map<String, String> prepare(long round) throws Exception {
          Map<String, String> marks = writer.prepare(round);
          String node = context.node();
          return Map.of(node, Long.toString(Long.parseLong(marks.get(node)) + unwritten.size()));
        }

        @Override
        public void commit(long round) throws Exception {
          for (byte[] record : unwritten) {
            writer.write(record);
          }
          unwritten.clear();
          writer.commit(round);
        }

        @Override
        public void close() throws Exception {
          writer.close();
        }
      };
    }
  }
}
