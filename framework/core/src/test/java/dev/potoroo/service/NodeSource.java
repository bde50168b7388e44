package dev.potoroo.service;

import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** The same records on each node that opens it; knows how many of its readers are open. */
final class NodeSource implements SourceConnector {
  private final List<String> records;
  private final BooleanSupplier ended;
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  NodeSource(List<String> records, BooleanSupplier ended) {
    this.records = List.copyOf(records);
    this.ended = ended;
  }

  int openReaders() {
    return opened.get() - closed.get();
  }

  int openedReaders() {
    return opened.get();
  }

  @Override
  public String describe() {
    return "records of each node";
  }

  @Override
  public Scope scope() {
    return Scope.NODE;
  }

  @Override
  public boolean replayable() {
    return false;
  }

  @Override
  public SourceReader open(SourceContext context) {
    opened.incrementAndGet();
    return new Reader();
  }

  private final class Reader implements SourceReader {
    private int position;

    @Override
    public Progress poll(RecordBatch batch) {
      while (position < records.size() && !batch.full()) {
        byte[] raw = records.get(position).getBytes(StandardCharsets.UTF_8);
        batch.add(raw, ++position);
      }
      if (position < records.size()) {
        return Progress.MORE;
      }
      return ended.getAsBoolean() ? Progress.ENDED : Progress.WAITING;
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }
}
