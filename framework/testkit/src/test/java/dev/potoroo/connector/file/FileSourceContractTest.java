package dev.potoroo.connector.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.CollectingBatch;
import dev.potoroo.connector.Reading;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.framing.FrameBuffer;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.testkit.connector.SourceContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceContractTest {
  private static final String TOO_LARGE = "L".repeat(Reading.MAX_RECORD + 1);
  private static final String LARGEST = "x".repeat(Reading.MAX_RECORD);

  @TempDir Path directory;

  private FileSource files(String... contents) throws IOException {
    String[] paths = new String[contents.length];
    for (int i = 0; i < paths.length; i++) {
      Path file = directory.resolve("in-" + i);
      paths[i] = Files.writeString(file, contents[i], StandardCharsets.ISO_8859_1).toString();
    }
    return FileSource.paths(List.of(paths));
  }

  @Nested
  class OfLines extends SourceContract {
    @Override
    protected SourceConnector source() throws IOException {
      return files("a\n\r\n\n\nbc\r\n" + LARGEST + "\r\n" + TOO_LARGE + "\n\nd\rd\n" + TOO_LARGE);
    }

    @Test
    void endsWithLinesOfAnyKind() throws Exception {
      for (String end : new String[] {"last", "last\r", "last\n", "last\r\n", "\n\n", "\r", ""}) {
        requireReplayable(files("1\n2\n" + end));
      }
    }
  }

  @Nested
  class AfterAHeader extends SourceContract {
    @Override
    protected SourceConnector source() throws IOException {
      return files("id,name\na\nb\nc\n", TOO_LARGE + "\nx\n" + TOO_LARGE, "id,name\n", "id")
          .header();
    }

    @Test
    void passesOverTheFirstLineOfEachFileAlone() throws Exception {
      SourceConnector source = files("id\na\nid\n", "id").header();
      List<String> files = source.partitions();
      assertThat(Reading.toEnd(source, files.get(0), 0, 1).records()).containsExactly("a", "id");
      assertThat(Reading.toEnd(source, files.get(0), 5, 1).records()).containsExactly("id");
      assertThat(Reading.toEnd(source, files.get(1), 0, 1).positions()).isEmpty();
    }
  }

  @Nested
  class OfSeveralFiles extends SourceContract {
    @Override
    protected SourceConnector source() throws IOException {
      return files("a\nb\nc", "\n1\n\n2\n3\n\n", TOO_LARGE + "\n" + TOO_LARGE + "\nx\n\r\n");
    }
  }

  @Nested
  class OfResources extends SourceContract {
    @Override
    protected SourceConnector source() {
      return FileSource.resource(FileSourceContractTest.class, "numbers.txt");
    }
  }

  @Nested
  class OfRecordsAfterTheirLength extends SourceContract {
    @Override
    protected SourceConnector source() throws IOException {
      return framed(Framing.LENGTH_2, "", "a", "", TOO_LARGE, "line\nfeed", LARGEST, TOO_LARGE, "");
    }

    @Test
    void withAHeaderOfAnySize() throws Exception {
      for (Framing framing : new Framing[] {Framing.LENGTH_1, Framing.LENGTH_4}) {
        requireReplayable(framed(framing, "", "a", "", "bc", "\n", "\0"));
      }
    }

    @Test
    void withALastRecordThatIsCut() throws Exception {
      for (String cut : new String[] {"\0", "\0\5", "\0\5abcd"}) {
        FileSource source = files("\0\1a\0\1b" + cut).framing(Framing.LENGTH_2);
        assertThat(requireReplayable(source).rejected()).hasSize(1);
      }
    }
  }

  @Nested
  class BeyondOneBuffer {
    @Test
    void readsOnFromAnyPosition() throws Exception {
      for (int seed = 0; seed < 3; seed++) {
        Random random = new Random(seed);
        StringBuilder lines = new StringBuilder();
        while (lines.length() < 200_000) {
          lines.append("y".repeat(random.nextInt(2 * Reading.MAX_RECORD)));
          lines.append(random.nextBoolean() ? "\n" : "\r\n");
        }
        requireReplayable(files(lines.toString()));
      }
    }
  }

  @Nested
  class Followed {
    @Test
    void readsOnFromAnyPosition() throws Exception {
      FileSource source = files("a\n\r\nb\r\n\n" + TOO_LARGE + "\nunfinished").follow();
      try (SourceReader reader = Reading.open(source, 0)) {
        CollectingBatch all = Reading.until(reader, batch -> batch.positions().size() == 3);
        for (int i = 0; i < 3; i++) {
          try (SourceReader again = Reading.open(source, all.positions().get(i))) {
            int left = 2 - i;
            CollectingBatch rest = Reading.until(again, batch -> batch.positions().size() == left);
            assertThat(rest.positions()).isEqualTo(all.positions().subList(i + 1, 3));
          }
        }
      }
    }
  }

  private FileSource framed(Framing framing, String... records) throws IOException {
    FrameBuffer buffer = new FrameBuffer(framing);
    for (String record : records) {
      buffer.put(record.getBytes(StandardCharsets.ISO_8859_1));
    }
    String bytes =
        new String(buffer.content().array(), 0, buffer.size(), StandardCharsets.ISO_8859_1);
    return files(bytes).framing(framing);
  }

  private static CollectingBatch requireReplayable(FileSource source) throws Exception {
    String partition = source.partitions().get(0);
    CollectingBatch all = Reading.toEnd(source, partition, 0, 7);
    for (int i = 0; i < all.positions().size(); i++) {
      CollectingBatch rest = Reading.toEnd(source, partition, all.positions().get(i), 7);
      assertThat(rest.positions())
          .isEqualTo(all.positions().subList(i + 1, all.positions().size()));
      assertThat(all.records()).endsWith(rest.records().toArray());
    }
    return all;
  }
}
