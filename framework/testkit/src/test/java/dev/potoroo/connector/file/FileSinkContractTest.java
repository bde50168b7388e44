package dev.potoroo.connector.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.CollectingBatch;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceContext.Start;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.TransactionalSinkWriter;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.testkit.connector.SinkContract;
import dev.potoroo.testkit.connector.TransactionalSinkContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class FileSinkContractTest {
  private abstract static class Contract extends TransactionalSinkContract {
    @TempDir Path directory;
    private int files;
    private Path file;

    abstract Framing framing();

    @Override
    protected SinkConnector emptySink() {
      file = directory.resolve("out-" + files++);
      return FileSink.path(file.toString()).framing(framing());
    }

    @Override
    protected List<String> content() throws Exception {
      FileSource source = FileSource.path(file.toString()).framing(framing());
      CollectingBatch all = new CollectingBatch();
      SourceContext context =
          new SourceContext("in", file.toString(), Start.FIRST, 0, "lines", 1 << 20, 16);
      try (SourceReader reader = source.open(context)) {
        while (reader.poll(all) != SourceReader.Progress.ENDED) {}
      }
      assertThat(all.rejected()).isEmpty();
      return all.records().stream().map(String.class::cast).toList();
    }

    @Override
    protected void crash(TransactionalSinkWriter writer) throws Exception {
      ((TransactionalFileWriter) writer).file.close();
    }
  }

  @Nested
  class OfLines extends Contract {
    @Override
    Framing framing() {
      return Framing.NEWLINE;
    }
  }

  @Nested
  class OfRecordsAfterTheirLength extends Contract {
    @Override
    Framing framing() {
      return Framing.LENGTH_4;
    }
  }

  @Nested
  class WithoutRounds extends SinkContract {
    @TempDir Path directory;
    private int files;

    @Override
    protected SinkConnector emptySink() {
      return FileSink.path(directory.resolve("out-" + ++files).toString());
    }

    @Override
    protected List<String> content(int atLeast) throws Exception {
      return Files.readAllLines(directory.resolve("out-" + files));
    }
  }
}
