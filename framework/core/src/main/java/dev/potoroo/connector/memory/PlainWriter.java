package dev.potoroo.connector.memory;

import dev.potoroo.connector.SinkWriter;

/** Shows records at once. */
final class PlainWriter implements SinkWriter {
  private final MemorySink sink;

  PlainWriter(MemorySink sink) {
    this.sink = sink;
  }

  @Override
  public void write(byte[] record) throws InterruptedException {
    sink.show(record);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    sink.closed(this);
  }
}
