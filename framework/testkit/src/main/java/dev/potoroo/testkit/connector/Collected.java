package dev.potoroo.testkit.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.RecordBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A batch that keeps all it is given, in the order in which it was given. */
final class Collected implements RecordBatch {
  private final int capacity;
  private final List<Object> entries = new ArrayList<>();
  private final List<Long> positions = new ArrayList<>();

  /** Something that was no record, in a form that can be compared. */
  private record Rejected(String raw, long rawSize, String reason, String error) {}

  Collected(int capacity) {
    this.capacity = capacity;
  }

  @Override
  public boolean full() {
    return entries.size() >= capacity;
  }

  @Override
  public void add(byte[] raw, long position) {
    addDecoded(text(raw), position);
  }

  @Override
  public void addDecoded(Object record, long position) {
    entries.add(record);
    positions.add(position);
  }

  @Override
  public void reject(byte[] raw, long rawSize, long position, String reason, String error) {
    addDecoded(new Rejected(text(raw), rawSize, reason, error), position);
  }

  /** A character for each byte. */
  private static String text(byte[] raw) {
    return new String(raw, StandardCharsets.ISO_8859_1);
  }

  int size() {
    return entries.size();
  }

  List<Object> entries() {
    return entries;
  }

  List<Long> positions() {
    return positions;
  }

  /** Where reading goes on after the first {@code count}. */
  long positionAfter(int count) {
    return count == 0 ? 0 : positions.get(count - 1);
  }

  void addAll(Collected other) {
    entries.addAll(other.entries);
    positions.addAll(other.positions);
  }

  /** The first {@code count}. */
  Collected first(int count) {
    Collected first = new Collected(count);
    first.entries.addAll(entries.subList(0, count));
    first.positions.addAll(positions.subList(0, count));
    return first;
  }

  /** Requires that this is what {@code all} is from number {@code from} on. */
  void requireRestOf(Collected all, int from) {
    assertThat(positions)
        .as("positions from [%d] on", from)
        .isEqualTo(all.positions.subList(from, all.size()));
    assertThat(entries)
        .as("records from [%d] on", from)
        .isEqualTo(all.entries.subList(from, all.size()));
  }
}
