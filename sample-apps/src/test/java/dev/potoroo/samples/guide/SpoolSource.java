package dev.potoroo.samples.guide;

import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

// #region source
/** Reads messages that another program leaves in a directory, as 0.msg, 1.msg, 2.msg... */
final class SpoolSource implements SourceConnector {
  private final Path directory;

  SpoolSource(Path directory) {
    this.directory = directory;
  }

  @Override
  public String describe() {
    return "spool " + directory;
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
    return new Reader(context);
  }

  private final class Reader implements SourceReader {
    private final int maxSize;
    private long next;

    Reader(SourceContext context) {
      maxSize = context.maxRecordSize();
      next = context.startPosition();
    }

    @Override
    public Progress poll(RecordBatch batch) throws IOException {
      while (!batch.full()) {
        Path file = directory.resolve(next + ".msg");
        if (!Files.exists(file)) {
          LockSupport.parkNanos(20_000_000);
          return Progress.WAITING;
        }
        next++;
        if (Files.size(file) > maxSize) {
          batch.reject(new byte[0], Files.size(file), next, "too-large", file + " is too large");
        } else {
          batch.add(Files.readAllBytes(file), next);
        }
      }
      return Progress.MORE;
    }

    @Override
    public void close() {}
  }
}
// #endregion
