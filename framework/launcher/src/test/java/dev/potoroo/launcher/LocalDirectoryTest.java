package dev.potoroo.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDirectoryTest {
  @TempDir private Path directory;

  @Test
  void isMadeAndMayBeOpenedAgain() throws Exception {
    Path path = directory.resolve("a/b");
    try (LocalDirectory opened = LocalDirectory.open(path)) {
      Files.writeString(opened.resolve("state"), "state");
    }
    try (LocalDirectory again = LocalDirectory.open(path)) {
      assertThat(again.resolve("state")).hasContent("state");
    }
  }

  @Test
  void isOpenedByOneOnly() {
    long pid = ProcessHandle.current().pid();
    try (LocalDirectory opened = LocalDirectory.open(directory)) {
      assertThatThrownBy(() -> LocalDirectory.open(directory))
          .hasMessage(
              "POTOROO-3016 Data directory ["
                  + opened.path()
                  + "] is in use by another local-cluster, process "
                  + pid
                  + ". Give another one with --data-dir, or stop that one.");
    }
  }

  @Test
  void isNotTakenFromSomethingElse() throws Exception {
    Path photo = Files.writeString(directory.resolve("photo"), "photo");
    assertThatThrownBy(() -> LocalDirectory.open(directory))
        .hasMessage(
            "POTOROO-3016 Data directory ["
                + directory
                + "] holds something else than the data of a local-cluster. Give another one with"
                + " --data-dir.");
    assertThat(directory).isDirectoryContaining(photo::equals);
    assertThat(Files.list(directory)).hasSize(1);
  }

  @Test
  void cannotBeAFileOrInOne() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> LocalDirectory.open(file))
        .hasMessage(
            "POTOROO-3016 Data directory [%s] cannot be written: not a directory, [%s]. Give another"
                    .formatted(file, file)
                + " one with --data-dir.");
    assertThatThrownBy(() -> LocalDirectory.open(file.resolve("data")))
        .hasMessageContaining("] cannot be written: ");
  }
}
