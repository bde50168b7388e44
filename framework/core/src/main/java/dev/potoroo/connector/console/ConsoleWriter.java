package dev.potoroo.connector.console;

import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.framing.FrameBuffer;
import dev.potoroo.connector.framing.Framing;
import java.io.IOException;
import java.io.PrintStream;

/** Prints whole lines in one go, so that those of several writers do not mix. */
final class ConsoleWriter implements SinkWriter {
  private final PrintStream out;
  private final FrameBuffer buffer = new FrameBuffer(Framing.NEWLINE);

  ConsoleWriter(PrintStream out) {
    this.out = out;
  }

  @Override
  public void write(byte[] record) throws IOException {
    buffer.put(record);
    if (buffer.full()) {
      flush();
    }
  }

  @Override
  public void flush() throws IOException {
    if (buffer.size() == 0) {
      return;
    }
    out.write(buffer.content().array(), 0, buffer.size());
    buffer.clear();
    if (out.checkError()) {
      throw new IOException("the standard output was closed.");
    }
  }

  @Override
  public void close() throws IOException {
    flush();
  }
}
