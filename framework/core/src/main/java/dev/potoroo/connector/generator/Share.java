package dev.potoroo.connector.generator;

/**
 * Which records belong to a partition.
 *
 * @param partition from 0
 * @param partitions how many there are
 * @param count records of the whole source, 0 if endless
 */
record Share(int partition, int partitions, long count) {

  /** The index in the whole source of the partition's record at {@code position}. */
  long index(long position) {
    return position * partitions + partition;
  }

  /** How many records the partition has. */
  long size() {
    if (count == 0) {
      return Long.MAX_VALUE;
    }
    return count / partitions + (partition < count % partitions ? 1 : 0);
  }
}
