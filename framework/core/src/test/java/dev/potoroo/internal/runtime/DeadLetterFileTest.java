package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.DeadLetter;
import dev.potoroo.JacksonSupport;
import dev.potoroo.PotorooException;
import dev.potoroo.internal.config.PipelineSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.helpers.NOPLogger;

@Timeout(60)
class DeadLetterFileTest {
  @TempDir Path data;

  private final List<PotorooException> failures = new CopyOnWriteArrayList<>();

  private DeadLetterFile open(Path directory, long maxFileSize) {
    return new DeadLetterFile(
        directory,
        new PipelineSettings.DeadLetters(1024, maxFileSize),
        NOPLogger.NOP_LOGGER,
        failures::add);
  }

  private static DeadLetter letter(String error, byte[] raw) {
    return new DeadLetter(
        Instant.EPOCH, "p", "step", Optional.of("k"), 7, "handler", error, raw, raw.length);
  }

  private static List<JsonNode> read(Path file) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      all.add(JacksonSupport.json().readTree(line));
    }
    return all;
  }

  @Test
  void makesNoFileBeforeTheFirstLetter() throws IOException {
    try (DeadLetterFile file = open(data.resolve("a/b"), 1 << 20)) {
      file.note("step", "skipped", "x");
      assertThat(file.path()).isNull();
      assertThat(data.resolve("a")).doesNotExist();
      file.write(letter("x", new byte[0]));
      assertThat(file.path()).isEqualTo(data.resolve("a/b/dead-letters.jsonl"));
    }
  }

  @Test
  void anEntryIsOneLineThatCanBeReadBack() throws IOException {
    try (DeadLetterFile file = open(data, 1 << 20)) {
      file.write(letter("two\nlines \"quoted\"", "{\n}".getBytes(StandardCharsets.UTF_8)));
      file.write(letter("bytes", new byte[] {(byte) 0xff}));
    }
    List<JsonNode> letters = read(data.resolve("dead-letters.jsonl"));
    assertThat(letters).hasSize(2);
    assertThat(letters.get(0).get("error").asText()).isEqualTo("two\nlines \"quoted\"");
    assertThat(letters.get(0).get("text").asText()).isEqualTo("{\n}");
    assertThat(letters.get(0).get("key").asText()).isEqualTo("k");
    assertThat(letters.get(1).get("text").isNull()).isTrue();
    assertThat(letters.get(1).get("raw").binaryValue()).containsExactly(0xff);
  }

  @Test
  void concurrentWritersDoNotMixTheirLines() throws Exception {
    List<Thread> threads = new ArrayList<>();
    try (DeadLetterFile file = open(data, 1 << 30)) {
      for (int t = 0; t < 4; t++) {
        int n = t;
        Thread thread =
            new Thread(
                () -> {
                  for (int i = 0; i < 500; i++) {
                    file.write(letter(n + "-" + i, new byte[i]));
                  }
                });
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(failures).isEmpty();
    assertThat(read(data.resolve("dead-letters.jsonl")))
        .extracting(node -> node.get("error").asText())
        .hasSize(2000)
        .doesNotHaveDuplicates();
  }

  @Test
  void rollsOverAtItsLargestSizeAndKeepsOneOlderFile() throws IOException {
    try (DeadLetterFile file = open(data, 4096)) {
      for (int i = 0; i < 100; i++) {
        file.write(letter("n" + i, new byte[100]));
      }
    }
    Path current = data.resolve("dead-letters.jsonl");
    Path older = data.resolve("dead-letters.jsonl.1");
    assertThat(Files.size(current)).isLessThanOrEqualTo(4096);
    assertThat(Files.size(older)).isBetween(3500L, 4096L);
    List<JsonNode> both = new ArrayList<>(read(older));
    both.addAll(read(current));
    int first = 100 - both.size();
    for (int i = 0; i < both.size(); i++) {
      assertThat(both.get(i).get("error").asText()).isEqualTo("n" + (first + i));
    }
    try (Stream<Path> files = Files.list(data)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void isForcedAlsoWhenItWasClosedMeanwhile() throws IOException {
    DeadLetterFile file = open(data, 4096);
    file.force();
    file.write(letter("n", new byte[100]));
    file.close();
    file.force();
    assertThat(failures).isEmpty();
    assertThat(read(data.resolve("dead-letters.jsonl"))).hasSize(1);
  }

  @Test
  void aLetterLargerThanTheFileGetsAFileOfItsOwn() throws IOException {
    try (DeadLetterFile file = open(data, 4096)) {
      file.write(letter("small", new byte[0]));
      file.write(letter("large", new byte[10_000]));
    }
    assertThat(read(data.resolve("dead-letters.jsonl"))).hasSize(1);
    assertThat(read(data.resolve("dead-letters.jsonl.1"))).hasSize(1);
    assertThat(failures).isEmpty();
  }

  @Test
  void nodesThatShareADirectoryGetFilesOfTheirOwn() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    try (DeadLetterFile a = open(data, 4096);
        DeadLetterFile b = open(data, 4096)) {
      for (int i = 0; i < 50; i++) {
        a.write(letter("a" + i, new byte[100]));
        b.write(letter("b" + i, new byte[100]));
        names.add(a.path().getFileName().toString());
        names.add(b.path().getFileName().toString());
      }
    }
    assertThat(names).containsExactly("dead-letters-2.jsonl", "dead-letters.jsonl");
    assertThat(read(data.resolve("dead-letters.jsonl")))
        .allMatch(node -> node.get("error").asText().startsWith("a"));
    assertThat(read(data.resolve("dead-letters-2.jsonl")))
        .allMatch(node -> node.get("error").asText().startsWith("b"));
  }

  @Test
  void goesOnInTheFileOfAnEarlierRun() throws IOException {
    for (int run = 0; run < 3; run++) {
      try (DeadLetterFile file = open(data, 1 << 20)) {
        file.write(letter("run " + run, new byte[0]));
      }
    }
    assertThat(read(data.resolve("dead-letters.jsonl"))).hasSize(3);
  }

  @Test
  void aDirectoryThatCannotBeWrittenStopsThePipelineWithOneClearLine() throws IOException {
    Path blocked = Files.writeString(data.resolve("file"), "not a directory").resolve("below");
    try (DeadLetterFile file = open(blocked, 4096)) {
      file.write(letter("x", new byte[0]));
    }
    assertThat(failures)
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure)
                    .hasMessageContaining("POTOROO-3004")
                    .hasMessageContaining("[" + blocked + "]")
                    .hasMessageContaining("potoroo.data-dir"));
  }
}
