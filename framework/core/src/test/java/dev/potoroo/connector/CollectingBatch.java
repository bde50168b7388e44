package dev.potoroo.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A batch that keeps all it is given. */
public final class CollectingBatch implements RecordBatch {
  private final int capacity;
  private final List<Object> records = new ArrayList<>();
  private final List<RawRecord> forms = new ArrayList<>();
  private final List<Long> positions = new ArrayList<>();
  private final List<Rejected> rejected = new ArrayList<>();

  /** Something that was no record. */
  public record Rejected(byte[] raw, long rawSize, long position, String reason, String error) {
    public String text() {
      return new String(raw, StandardCharsets.ISO_8859_1);
    }
  }

  public CollectingBatch(int capacity) {
    this.capacity = capacity;
  }

  public CollectingBatch() {
    this(Integer.MAX_VALUE);
  }

  @Override
  public boolean full() {
    return records.size() + rejected.size() >= capacity;
  }

  @Override
  public void add(byte[] raw, long position) {
    records.add(new String(raw, StandardCharsets.ISO_8859_1));
    positions.add(position);
  }

  @Override
  public void add(RawRecord raw, long position) {
    forms.add(raw);
    add(raw.bytes(), position);
  }

  @Override
  public void addDecoded(Object record, long position) {
    records.add(record);
    positions.add(position);
  }

  @Override
  public void reject(byte[] raw, long rawSize, long position, String reason, String error) {
    rejected.add(new Rejected(raw, rawSize, position, reason, error));
    positions.add(position);
  }

  /** The records; those given as bytes as strings with a character for each byte. */
  public List<Object> records() {
    return records;
  }

  /** Those records that came in a form of the connector's own, as they came. */
  public List<RawRecord> forms() {
    return forms;
  }

  /** The positions of records and of what was rejected. */
  public List<Long> positions() {
    return positions;
  }

  public List<Rejected> rejected() {
    return rejected;
  }

  /** Adds what another one has. */
  public void addAll(CollectingBatch other) {
    records.addAll(other.records);
    forms.addAll(other.forms);
    positions.addAll(other.positions);
    rejected.addAll(other.rejected);
  }

  /** Requires that this and {@code rest} together are {@code all}. */
  void requireFollowedBy(CollectingBatch rest, CollectingBatch all) {
    CollectingBatch both = new CollectingBatch();
    both.addAll(this);
    both.addAll(rest);
    assertThat(both.positions).isEqualTo(all.positions);
    assertThat(both.records).isEqualTo(all.records);
    assertThat(both.rejected).usingRecursiveComparison().isEqualTo(all.rejected);
  }
}
