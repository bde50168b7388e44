package dev.potoroo.samples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkingDirectoryTest {
  private static Path leftBy(long pid) throws IOException {
    Path left = Files.createTempDirectory("potoroo-bench-" + pid + "-");
    Files.writeString(Files.createDirectory(left.resolve("state")).resolve("file"), "x");
    return left;
  }

  @Test
  void removesThoseOfRunsThatWereKilled() throws Exception {
    Process killed = new ProcessBuilder("sleep", "600").start();
    try (WorkingDirectory running = WorkingDirectory.of(new BenchOptions())) {
      Path left = leftBy(killed.pid());
      WorkingDirectory.of(new BenchOptions()).close();
      assertThat(left).as("that of a process that lives").exists();
      killed.destroyForcibly().waitFor();
      WorkingDirectory.of(new BenchOptions()).close();
      assertThat(left).doesNotExist();
      assertThat(running.path()).exists();
    }
  }

  @Test
  void isRemovedAtTheEndUnlessAnotherRunWantsIt(@TempDir Path folder) throws Exception {
    BenchOptions life = new BenchOptions();
    life.lifeIn = folder;
    WorkingDirectory.of(life).close();
    assertThat(folder).exists();
    WorkingDirectory own = WorkingDirectory.of(new BenchOptions());
    assertThat(own.path()).isDirectory();
    own.close();
    assertThat(own.path()).doesNotExist();
  }
}
