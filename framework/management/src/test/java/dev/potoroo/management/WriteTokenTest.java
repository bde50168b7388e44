package dev.potoroo.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteTokenTest {
  @TempDir Path data;

  private WriteToken token(String configured) {
    Config config = ConfigFactory.parseMap(Map.of("potoroo.data-dir", data.toString()));
    return WriteToken.of(configured, config, "words");
  }

  @Test
  void isMadeOnceForItsOwnerAlone() throws IOException {
    token("");
    Path file = data.resolve("words/management.token");
    String made = Files.readString(file).strip();
    assertThat(made).hasSizeGreaterThanOrEqualTo(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    AccessToken again = token("").access();
    assertThat(Files.readString(file).strip()).isEqualTo(made);
    assertThat(again.role()).isEqualTo(Role.EDIT);
    assertThat(again.is(AccessToken.hashOf(made))).isTrue();
    assertThat(again.is(AccessToken.hashOf(made + "x"))).isFalse();
  }

  @Test
  void isMadeWhereAnEarlierProcessWasKilledBeforeItCouldWriteIt() throws IOException {
    Path file = data.resolve("words/management.token");
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    token("");
    assertThat(Files.readString(file).strip()).hasSizeGreaterThanOrEqualTo(32);
  }

  @Test
  void isNoBlank() throws IOException {
    Path file = data.resolve("words/management.token");
    Files.createDirectories(file.getParent());
    Files.writeString(file, " \n");
    assertThatThrownBy(() -> token("")).hasMessageContaining("the file is blank; remove it");
  }

  @Test
  void isTheSameForAllThatMakeItAtOnce() throws IOException {
    List<String> hashes =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(i -> HexFormat.of().formatHex(token("").access().sha256()))
            .distinct()
            .toList();
    assertThat(hashes).hasSize(1);
  }

  @Test
  void isTheOneThatIsConfigured() {
    AccessToken token = token("of-the-configuration").access();
    assertThat(token.is(AccessToken.hashOf("of-the-configuration"))).isTrue();
    assertThat(token.is(AccessToken.hashOf(""))).isFalse();
    assertThat(data).isEmptyDirectory();
  }
}
