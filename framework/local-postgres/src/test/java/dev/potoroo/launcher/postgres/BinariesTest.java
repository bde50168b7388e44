package dev.potoroo.launcher.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinariesTest {

  @ParameterizedTest
  @CsvSource({"Linux, amd64", "Linux, aarch64", "Mac OS X, aarch64", "Mac OS X, x86_64"})
  void areThere(String os, String processor) {
    assertThatCode(() -> Binaries.of(os, processor)).doesNotThrowAnyException();
  }

  @Test
  void unpackOnce(@TempDir Path directory) throws Exception {
    Path unpacked = Binaries.ofThisPlatform().unpackedIn(directory);
    for (String program : List.of("postgres", "initdb", "pg_ctl")) {
      assertThat(unpacked.resolve("bin").resolve(program)).isExecutable();
    }
    FileTime old = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(unpacked, old);
    assertThat(Binaries.ofThisPlatform().unpackedIn(directory)).isEqualTo(unpacked);
    assertThat(Files.getLastModifiedTime(unpacked)).isEqualTo(old);
  }

  @Test
  void replaceWhatAnInterruptedUnpackingHasLeft(@TempDir Path directory) throws Exception {
    Files.createDirectories(directory.resolve("server.new/bin"));
    Path unpacked = Binaries.ofThisPlatform().unpackedIn(directory);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(unpacked);
    }
  }

  @ParameterizedTest
  @CsvSource({"Linux, riscv64, linux-riscv64", "Windows 11, amd64, windows-x86_64"})
  void sayWhereTheyAreNot(String os, String processor, String looked) {
    assertThatThrownBy(() -> Binaries.of(os, processor))
        .hasMessage(
            "POTOROO-3016 PostgreSQL for local-cluster is not there for [%s %s]: [postgres-%s.txz]"
                    .formatted(os, processor, looked)
                + " is not on the class path. Run local-cluster on Linux (amd64, aarch64) or macOS,"
                + " or start the nodes one by one with run and a PostgreSQL of yours.");
  }
}
