package dev.potoroo.connector.file;

import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.framing.FrameBuffer;
import dev.potoroo.connector.framing.Framing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/** Appends to one file, which it holds locked; nothing is ever taken back. */
final class FileWriter implements SinkWriter {
  private final OutputFile file;
  private final FrameBuffer buffer;

  FileWriter(OutputFile file, Framing framing) {
    this.file = file;
    this.buffer = new FrameBuffer(framing);
  }

  static FileWriter open(Path path, boolean append, Framing framing) throws IOException {
    OutputFile file = OutputFile.open(path, Duration.ZERO);
    try {
      return start(file, append, framing);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Goes on at the end of a file, or empties it. */
  static FileWriter start(OutputFile file, boolean append, Framing framing) throws IOException {
    file.cut(append ? Long.MAX_VALUE : 0);
    file.endLine(framing);
    return new FileWriter(file, framing);
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
    ByteBuffer content = buffer.content();
    // First, so that after a failure close() does not write again what was written in part.
    buffer.clear();
    file.append(content);
  }

  @Override
  public void close() throws IOException {
    try (file) {
      if (file.channel().isOpen()) {
        flush();
      }
    }
  }
}
