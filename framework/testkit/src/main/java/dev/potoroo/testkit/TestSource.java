package dev.potoroo.testkit;

import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.framing.FrameDecoder;
import dev.potoroo.connector.framing.Framing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a test has put in, by partition; kept, so that it can be read again. A position is the
 * number of records before it.
 */
final class TestSource implements SourceConnector {
  private final List<List<Item>> partitions = new ArrayList<>();
  private boolean ended;

  /** A raw record, or what was rejected in its place. */
  private interface Item {
    void addTo(RecordBatch batch, long position);
  }

  TestSource(int partitions) {
    for (int i = 0; i < partitions; i++) {
      this.partitions.add(new ArrayList<>());
    }
  }

  /** Adds a raw record. */
  void put(int partition, byte[] raw) {
    open(partition).add((batch, position) -> batch.add(raw, position));
  }

  /** Adds what a stream of bytes gives, as read from a file; what is no record is rejected. */
  void put(int partition, Framing framing, byte[] stream, int maxSize, int maxRaw) {
    List<Item> records = open(partition);
    FrameDecoder decoder = FrameDecoder.forFile(framing, maxSize, maxRaw);
    Cut cut = new Cut(records);
    decoder.decode(ByteBuffer.wrap(stream), cut, 0);
    decoder.end(cut, stream.length);
  }

  private List<Item> open(int partition) {
    if (ended) {
      throw new IllegalStateException("nothing can be put in any more: this source has ended");
    }
    return at(partition);
  }

  /** No more records come: readers end after those that are there. */
  void end() {
    ended = true;
  }

  private List<Item> at(int partition) {
    if (partition < 0 || partition >= partitions.size()) {
      throw new IllegalArgumentException(
          "there is no partition ["
              + partition
              + "]: this source has ["
              + partitions.size()
              + "], numbered from 0. Set more with partitions(source, count).");
    }
    return partitions.get(partition);
  }

  @Override
  public String describe() {
    return "test";
  }

  @Override
  public List<String> partitions() {
    return IntStream.range(0, partitions.size()).mapToObj(Integer::toString).toList();
  }

  @Override
  public Scope scope() {
    return Scope.CLUSTER;
  }

  @Override
  public boolean replayable() {
    return true;
  }

  @Override
  public SourceReader open(SourceContext context) {
    return new Reader(at(Integer.parseInt(context.partition())), (int) context.startPosition());
  }

  private final class Reader implements SourceReader {
    private final List<Item> records;
    private int position;

    Reader(List<Item> records, int position) {
      this.records = records;
      this.position = position;
    }

    @Override
    public Progress poll(RecordBatch batch) {
      while (position < records.size() && !batch.full()) {
        Item record = records.get(position);
        record.addTo(batch, ++position);
      }
      return ended && position == records.size() ? Progress.ENDED : Progress.WAITING;
    }

    @Override
    public long lag() {
      return (long) records.size() - position;
    }

    @Override
    public void close() {}
  }

  /** Takes what a stream was cut into. */
  private record Cut(List<Item> records) implements RecordBatch {
    @Override
    public boolean full() {
      return false;
    }

    @Override
    public void add(byte[] raw, long position) {
      records.add((batch, at) -> batch.add(raw, at));
    }

    @Override
    public void addDecoded(Object record, long position) {
      throw new UnsupportedOperationException("a stream gives raw records");
    }

    @Override
    public void reject(byte[] raw, long rawSize, long position, String reason, String error) {
      records.add((batch, at) -> batch.reject(raw, rawSize, at, reason, error));
    }
  }
}
