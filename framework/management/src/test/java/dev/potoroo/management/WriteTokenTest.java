package dev.potoroo.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
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
    WriteToken again = token("");
    assertThat(Files.readString(file).strip()).isEqualTo(made);
    assertThat(again.admits(Optional.of("Bearer " + made))).isTrue();
    assertThat(again.admits(Optional.of("bearer " + made))).isTrue();
    assertThat(again.admits(Optional.of(made))).isFalse();
    assertThat(again.admits(Optional.of("Bearer " + made + "x"))).isFalse();
    assertThat(again.admits(Optional.empty())).isFalse();
  }

  @Test
  void isTheOneThatIsConfigured() {
    WriteToken token = token("of-the-configuration");
    assertThat(token.admits(Optional.of("Bearer of-the-configuration"))).isTrue();
    assertThat(token.admits(Optional.of("Bearer "))).isFalse();
    assertThat(data).isEmptyDirectory();
  }
}
