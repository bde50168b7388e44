package dev.potoroo.internal.round.simulation;

import static dev.potoroo.internal.round.simulation.InputRecord.GROUPS;
import static dev.potoroo.internal.round.simulation.InputRecord.KEYS;

import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Knows what must come out. After each commit it compares, for the prefix of the input that the
 * committed positions give, all committed states, and what the sinks hold up to their committed
 * marks, with what one thread would have made of that prefix.
 */
final class Truth {
  static final String FIRST = "first";
  static final String SECOND = "second";
  static final String SOURCE = "source";
  static final String EXACT = "exact";
  static final String LOOSE = "loose";

  private final List<List<InputRecord>> input;
  private final Map<String, SinkFile> files;
  private final Fold[] first = new Fold[KEYS];
  private final Fold[] second = new Fold[GROUPS];
  private final Fold[] written = new Fold[GROUPS];
  private final int[] positions;
  private final Map<String, Integer> marks = new HashMap<>();
  private final Map<String, long[]> committed = new HashMap<>();
  private long generation;
  private long round;

  Truth(List<List<InputRecord>> input, Map<String, SinkFile> files) {
    this.input = input;
    this.files = files;
    positions = new int[input.size()];
    Arrays.setAll(first, i -> new Fold(input.size()));
    Arrays.setAll(second, i -> new Fold(input.size() * KEYS));
    Arrays.setAll(written, i -> new Fold(input.size() * KEYS));
  }

  /** The way on which a record comes to its group in the second step. */
  static int way(InputRecord record) {
    return record.partition() * KEYS + record.key();
  }

  /** What a copy of a record adds to the state of its group. */
  static long what(InputRecord record, int copy) {
    return record.number() * 4L + copy;
  }

  /** To be called after each commit. */
  void committed(RoundCommit commit, SimulatedStore store) {
    Violation.unless(
        commit.generation() == store.generation(),
        "a commit of generation " + commit.generation() + " in " + store.generation());
    Violation.unless(
        commit.generation() >= generation && commit.round() == round + 1,
        "round " + commit.round() + " was committed after " + round);
    generation = commit.generation();
    round = commit.round();
    moveTo(commit.positions().getOrDefault(SOURCE, Map.of()));
    compare(store, FIRST, first);
    compare(store, SECOND, second);
    read(commit.sinks().getOrDefault(EXACT, Map.of()));
  }

  private void moveTo(Map<String, Long> to) {
    for (int partition = 0; partition < positions.length; partition++) {
      Long position = to.get(Integer.toString(partition));
      Violation.unless(
          position != null && position >= positions[partition],
          "positions went from " + Arrays.toString(positions) + " to " + to);
      for (; positions[partition] < position; positions[partition]++) {
        InputRecord record = input.get(partition).get(positions[partition]);
        first[record.key()].add(record.partition(), record.number());
        for (int copy = 1; copy <= record.copies(); copy++) {
          second[record.group()].add(way(record), what(record, copy));
        }
      }
    }
  }

  private void compare(StateStore store, String step, Fold[] expected) {
    for (int key = 0; key < expected.length; key++) {
      Optional<StoredState> stored = load(store, step, key);
      boolean same =
          stored.isPresent()
              ? Fold.of(stored.get().state()).equals(expected[key])
              : expected[key].isEmpty();
      Violation.unless(
          same,
          ("round %d, step %s, key %d: the committed state is not that of the records before the"
                  + " committed positions %s")
              .formatted(round, step, key, Arrays.toString(positions)));
    }
  }

  static Optional<StoredState> load(StateStore store, String step, int key) {
    try {
      return store.load(step, List.of(Integer.toString(key))).get(0);
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
  }

  private void read(Map<String, String> newMarks) {
    Violation.unless(
        newMarks.keySet().containsAll(marks.keySet()),
        "marks went from " + marks + " to " + newMarks);
    newMarks.forEach(
        (name, value) -> {
          SinkFile file = files.get(name);
          int from = marks.getOrDefault(name, 0);
          int to = Integer.parseInt(value);
          Violation.unless(
              file != null && from <= to && to <= file.size(),
              "the mark of " + name + " went from " + from + " to " + to);
          for (int i = from; i < to; i++) {
            add(file.line(i));
          }
          marks.put(name, to);
          committed.put(name, file.lines(to));
        });
    for (int group = 0; group < GROUPS; group++) {
      Violation.unless(
          written[group].equals(second[group]),
          ("round %d, group %d: the committed lines are not those of the records before the"
                  + " committed positions %s")
              .formatted(round, group, Arrays.toString(positions)));
    }
  }

  private void add(long line) {
    InputRecord record =
        input.get(InputRecord.partitionOf(line)).get(InputRecord.numberOf(line) - 1);
    written[record.group()].add(way(record), what(record, InputRecord.copyOf(line)));
  }

  /** To be called when a sink has gone back to a mark: it has what was committed, nothing else. */
  void recovered(SinkFile file) {
    long[] expected = committed.getOrDefault(file.toString(), new long[0]);
    boolean prefix =
        file.size() >= expected.length && Arrays.equals(file.lines(expected.length), expected);
    Violation.unless(prefix, file + " has other lines than were committed");
  }

  /** To be called when a sink shows more: nothing may be seen that is not committed. */
  void shown(SinkFile file) {
    Violation.unless(
        file.visible() <= marks.getOrDefault(file.toString(), 0),
        file + " shows lines that are not committed");
  }

  /** To be called at the end: all records have done what they had to do, and all can see it. */
  void ended(LooseSink loose) {
    for (int partition = 0; partition < positions.length; partition++) {
      List<InputRecord> records = input.get(partition);
      Violation.unless(
          positions[partition] == records.size(),
          "the end was declared at positions " + Arrays.toString(positions));
      for (InputRecord record : records) {
        for (int copy = 1; copy <= record.copies(); copy++) {
          Violation.unless(
              loose.has(InputRecord.line(record, copy)),
              "the at-least-once sink has no copy " + copy + " of " + record);
        }
      }
    }
    files.values().forEach(this::wholeAndVisible);
  }

  private void wholeAndVisible(SinkFile file) {
    int mark = marks.getOrDefault(file.toString(), 0);
    Violation.unless(
        file.size() == mark && file.visible() == mark,
        "%s has %d lines and shows %d, committed are %d"
            .formatted(file, file.size(), file.visible(), mark));
  }
}
