package dev.potoroo.internal.round.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * A record of the input. The first step has a state per key, and makes some copies of the record
 * for the second, which has a state per group and writes a line to each sink for each copy.
 *
 * @param partition the partition that it comes from
 * @param number its place there, from 1
 * @param key its key in the first step
 * @param group its key in the second step
 * @param copies how many copies the first step makes, 0 to 2
 */
record InputRecord(int partition, int number, int key, int group, int copies) {
  static final int KEYS = 4;
  static final int GROUPS = 3;

  /** A line that a sink is given for a copy; tells which. */
  static long line(InputRecord record, int copy) {
    return ((long) record.partition << 32) | ((long) record.number << 2) | copy;
  }

  static int partitionOf(long line) {
    return (int) (line >> 32);
  }

  static int numberOf(long line) {
    return (int) (line >> 2 & 0x3fffffff);
  }

  static int copyOf(long line) {
    return (int) (line & 3);
  }

  /** Any input, by partition. */
  static List<List<InputRecord>> any(Chance chance) {
    List<List<InputRecord>> partitions = new ArrayList<>();
    int count = 1 + chance.below(2);
    for (int partition = 0; partition < count; partition++) {
      List<InputRecord> records = new ArrayList<>();
      int size = (int) chance.between(5, 60);
      for (int number = 1; number <= size; number++) {
        records.add(
            new InputRecord(
                partition, number, chance.below(KEYS), chance.below(GROUPS), chance.below(3)));
      }
      partitions.add(List.copyOf(records));
    }
    return List.copyOf(partitions);
  }
}
