package dev.potoroo.connector.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.TransactionalSinkWriter;
import dev.potoroo.connector.framing.Framing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TransactionalFileWriterTest {
  @TempDir Path directory;

  @Test
  void preparesWhatItHoldsBack() throws Exception {
    Path file = directory.resolve("out");
    try (TransactionalSinkWriter writer = open(file)) {
      writer.write(bytes("a"));
      assertThat(file).isEmptyFile();
      Map<String, String> token = writer.prepare(7);
      assertThat(file).hasContent("a\n");
      assertThat(token).containsOnlyKeys("n:out");
      assertThat(FileToken.parse(token.get("n:out")).orElseThrow().length()).isEqualTo(2);
    }
  }

  @Test
  void writesAndForcesALotBetweenTwoRounds() throws Exception {
    Path file = directory.resolve("out");
    byte[] record = new byte[1 << 20];
    try (TransactionalSinkWriter writer = open(file)) {
      for (int i = 0; i < 40; i++) {
        writer.write(record);
      }
      writer.prepare(1);
    }
    assertThat(Files.size(file)).isEqualTo(40L * (record.length + 1));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void claimsNothingAfterTheDiskFailed() throws Exception {
    // A device takes what is written and cannot be forced.
    TransactionalSinkWriter writer = open(Path.of("/dev/null"));
    writer.write(bytes("a"));
    assertThatThrownBy(() -> writer.prepare(1)).hasMessageNotContaining("before");
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> writer.prepare(1))
          .hasMessageContaining("file [/dev/null] could not be written before");
      assertThatThrownBy(() -> writer.write(bytes("b"))).hasMessageContaining("before");
      assertThatThrownBy(writer::flush).hasMessageContaining("before");
    }
    writer.close();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void claimsNothingAfterTheDiskWasFull() throws Exception {
    TransactionalSinkWriter writer = open(Path.of("/dev/full"));
    writer.write(bytes("a"));
    assertThatThrownBy(writer::flush).hasMessageContaining("No space left");
    assertThatThrownBy(() -> writer.prepare(1)).hasMessageContaining("before");
    writer.close();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void forcesNothingIfNothingWasWritten() throws Exception {
    OutputFile device = OutputFile.open(Path.of("/dev/null"), Duration.ZERO);
    FileToken token = new FileToken(0, 1, 0);
    try (TransactionalSinkWriter writer =
        new TransactionalFileWriter("n:out", device, Framing.NEWLINE, token, none())) {
      assertThat(writer.prepare(2)).containsEntry("n:out", token.toString());
      assertThat(writer.prepare(3)).containsEntry("n:out", token.toString());
    }
  }

  private static TransactionalSinkWriter open(Path path) throws Exception {
    OutputFile file = OutputFile.open(path, Duration.ZERO);
    return new TransactionalFileWriter("n:out", file, Framing.NEWLINE, null, none());
  }

  private static Abandoned none() {
    return new Abandoned("out", Map.of());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
