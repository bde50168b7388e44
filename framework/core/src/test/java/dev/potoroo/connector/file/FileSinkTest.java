package dev.potoroo.connector.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest {
  private static final SinkContext TEXT =
      new SinkContext("out", "lines", true, "node-7", Optional.empty());
  private static final SinkContext BINARY =
      new SinkContext("out", "lines", false, "node-7", Optional.empty());

  @TempDir Path directory;

  @Test
  void writesTextAsLinesAndCreatesDirectories() throws Exception {
    Path file = directory.resolve("a/b/out.txt");
    write(FileSink.path(file.toString()), TEXT, "x", "y");
    assertThat(file).hasContent("x\ny\n");
  }

  @Test
  void writesBinaryRecordsAfterTheirLength() throws Exception {
    Path file = directory.resolve("out.bin");
    write(FileSink.path(file.toString()), BINARY, "xyz");
    assertThat(file).hasBinaryContent(new byte[] {0, 0, 0, 3, 'x', 'y', 'z'});
  }

  @Test
  void appendsUnlessToldToTruncate() throws Exception {
    Path file = Files.writeString(directory.resolve("out.txt"), "old\n");
    write(FileSink.path(file.toString()), TEXT, "new");
    assertThat(file).hasContent("old\nnew\n");
    write(FileSink.path(file.toString()).truncate(), TEXT, "only");
    assertThat(file).hasContent("only\n");
  }

  @Test
  void endsALineThatACrashHasCut() throws Exception {
    Path file = Files.writeString(directory.resolve("out.txt"), "whole\nhal");
    write(FileSink.path(file.toString()), TEXT, "next");
    assertThat(file).hasContent("whole\nhal\nnext\n");
  }

  @Test
  void putsTheNodesNameIntoThePath() throws Exception {
    write(FileSink.path(directory.resolve("out-{node}.txt").toString()), TEXT, "x");
    assertThat(directory.resolve("out-node-7.txt")).hasContent("x\n");
  }

  @Test
  void showsRecordsAfterAFlush() throws Exception {
    Path file = directory.resolve("out.txt");
    try (SinkWriter writer = FileSink.path(file.toString()).open(TEXT)) {
      writer.write(bytes("x"));
      assertThat(file).isEmptyFile();
      writer.flush();
      assertThat(file).hasContent("x\n");
    }
  }

  @Test
  void refusesAFileThatIsBeingWritten() throws Exception {
    Path file = directory.resolve("out.txt");
    FileSink sink = FileSink.path(file.toString()).truncate();
    try (SinkWriter writer = sink.open(TEXT)) {
      writer.write(bytes("x"));
      writer.flush();
      assertThatThrownBy(() -> sink.open(TEXT))
          .hasMessageContaining("[" + file + "]")
          .hasMessageContaining("{node}");
      assertThat(file).hasContent("x\n");
    }
    sink.open(TEXT).close();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void writesToADevice() throws Exception {
    write(FileSink.path("/dev/null"), TEXT, "x");
    write(FileSink.path("/dev/null").truncate(), TEXT, "x");
  }

  @Test
  void saysThatAPathCannotBeWritten() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> FileSink.path(directory.toString()).open(TEXT))
        .hasMessageContaining("is a directory");
    assertThatThrownBy(() -> FileSink.path(file.resolve("x").toString()).open(TEXT))
        .hasMessageContaining("[" + file + "] is no directory");
  }

  private static void write(SinkConnector sink, SinkContext context, String... records)
      throws Exception {
    try (SinkWriter writer = sink.open(context)) {
      for (String record : records) {
        writer.write(bytes(record));
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
