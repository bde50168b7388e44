package dev.potoroo.connector.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.potoroo.connector.CollectingBatch;
import dev.potoroo.connector.Reading;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.SourceReader.Progress;
import dev.potoroo.connector.framing.Framing;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
  @TempDir Path directory;

  @Test
  void readsSeveralFilesAsPartitions() throws Exception {
    Path a = Files.writeString(directory.resolve("a"), "1\n2\n");
    Path b = Files.writeString(directory.resolve("b"), "3\n");
    FileSource source = FileSource.path(a.toString(), b.toString());
    assertThat(source.partitions()).containsExactly(a.toString(), b.toString());
    assertThat(Reading.toEnd(source, a.toString(), 0, 9).records()).containsExactly("1", "2");
    assertThat(Reading.toEnd(source, b.toString(), 0, 9).records()).containsExactly("3");
  }

  @Test
  void readsAResourceFromAnyPosition() throws Exception {
    FileSource source = FileSource.resource(FileSourceTest.class, "numbers.txt");
    assertThat(Reading.toEnd(source, "numbers.txt", 0, 9).records())
        .containsExactly("one", "two", "three");
    assertThat(Reading.toEnd(source, "numbers.txt", 4, 9).records())
        .containsExactly("two", "three");
  }

  @Test
  void readsRecordsAfterTheirLength() throws Exception {
    SourceConnector source =
        FileSource.path(file("\0\3abc\0\1d").toString()).framing(Framing.LENGTH_2);
    assertThat(Reading.toEnd(source, source.partitions().get(0), 0, 9).records())
        .containsExactly("abc", "d");
  }

  @Test
  void skipsAHundredMegabyteLineInLittleMemory() throws Exception {
    Path file = file("before\n");
    long huge = 100L << 20;
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.seek(7 + huge);
      sparse.writeBytes("\nafter\n");
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    CollectingBatch all = Reading.toEnd(FileSource.path(file.toString()), file.toString(), 0, 9);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4L << 20);
    assertThat(all.records()).containsExactly("before", "after");
    assertThat(all.rejected()).hasSize(1);
    assertThat(all.rejected().get(0).rawSize()).isEqualTo(huge);
    assertThat(all.rejected().get(0).raw()).hasSize(Reading.MAX_RAW);
  }

  @Test
  void followsAFileAndWaitsForTheEndOfALine() throws Exception {
    Path file = file("a\nb");
    try (SourceReader reader = Reading.open(FileSource.path(file.toString()).follow(), 0)) {
      assertThat(Reading.untilRecords(reader, 1).records()).containsExactly("a");
      assertThat(reader.poll(new CollectingBatch())).isEqualTo(Progress.WAITING);
      append(file, "c\nd\n");
      CollectingBatch rest = Reading.untilRecords(reader, 2);
      assertThat(rest.records()).containsExactly("bc", "d");
      assertThat(rest.positions()).containsExactly(5L, 7L);
    }
  }

  @Test
  void saysThatAFollowedFileWasTruncated() throws Exception {
    Path file = file("a\nb\n");
    try (SourceReader reader = Reading.open(FileSource.path(file.toString()).follow(), 0)) {
      Reading.untilRecords(reader, 2);
      Files.writeString(file, "c\n");
      assertThatThrownBy(() -> reader.poll(new CollectingBatch()))
          .hasMessageContaining("[" + file + "]")
          .hasMessageContaining("has 2 bytes, but was read up to byte 4")
          .hasMessageContaining("truncated");
    }
  }

  @Test
  void saysThatAFollowedFileWasReplacedOrRemoved() throws Exception {
    Path file = file("a\nb\n");
    Path other = Files.writeString(directory.resolve("other"), "a\nb\nc\n");
    try (SourceReader reader = Reading.open(FileSource.path(file.toString()).follow(), 0)) {
      Reading.untilRecords(reader, 2);
      Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
      assertThatThrownBy(() -> reader.poll(new CollectingBatch()))
          .hasMessageContaining("is another one than before");
      Files.delete(file);
      assertThatThrownBy(() -> reader.poll(new CollectingBatch())).hasMessageContaining("is gone");
    }
  }

  @Test
  void saysWhatIsWrongWithAPath() throws Exception {
    assertThatThrownBy(() -> Reading.open(FileSource.path("no/such.file"), 0))
        .hasMessageContaining("file [no/such.file] does not exist")
        .hasMessageContaining(Path.of("").toAbsolutePath().toString());
    assertThatThrownBy(() -> Reading.open(FileSource.path(directory.toString()), 0))
        .hasMessageContaining("is a directory");
    assertThatThrownBy(() -> Reading.open(source("a\n"), 100))
        .hasMessageContaining("has 2 bytes, but was read up to byte 100");
    assertThatThrownBy(() -> Reading.open(FileSource.resource(String.class, "no.txt"), 0))
        .hasMessageContaining("resource [no.txt] is not on the class path");
    assertThatThrownBy(() -> FileSource.path("a", "a")).hasMessageContaining("[a] is given twice");
    assertThatThrownBy(() -> FileSource.resource(String.class, "a").follow())
        .hasMessageContaining("cannot be followed");
  }

  @Test
  void readsOnInAFileThatHasGrown() throws Exception {
    Path file = file("a\nlast");
    FileSource source = FileSource.path(file.toString());
    append(file, "\nnext\n");
    assertThat(Reading.toEnd(source, file.toString(), 6, 9).records()).containsExactly("next");
    Files.writeString(file, "a\nlast\r\nnext\n");
    assertThat(Reading.toEnd(source, file.toString(), 6, 9).records()).containsExactly("next");
  }

  @Test
  void doesNotReadOnInTheMiddleOfALine() throws Exception {
    assertThatThrownBy(() -> Reading.open(source("another\nfile\n"), 4))
        .hasMessageContaining("has no line that ends at byte 4, up to which it was read")
        .hasMessageContaining("replaced");
    FileSource resource = FileSource.resource(FileSourceTest.class, "numbers.txt");
    assertThatThrownBy(() -> Reading.open(resource, 5))
        .hasMessageContaining("resource [numbers.txt] has no line that ends at byte 5")
        .hasMessageContaining("not the one that was read before");
  }

  @Test
  void saysThatAResourceHasBecomeShorter() throws Exception {
    FileSource resource = FileSource.resource(FileSourceTest.class, "numbers.txt");
    long length = Reading.toEnd(resource, "numbers.txt", 0, 9).positions().get(2);
    Reading.open(resource, length).close();
    for (long beyond : new long[] {length + 1, length + 2, 1_000}) {
      assertThatThrownBy(() -> Reading.open(resource, beyond))
          .hasMessageContaining("resource [numbers.txt] has fewer");
    }
  }

  private SourceConnector source(String content) throws IOException {
    return FileSource.path(file(content).toString());
  }

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("in.txt"), content);
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }
}
