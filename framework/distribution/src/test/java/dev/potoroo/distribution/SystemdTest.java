package dev.potoroo.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service is one that systemd takes. */
class SystemdTest {
  private static final String UNIT = "potoroo@.service";
  private static final Path DISTRIBUTION = Path.of("src/main/distribution").toAbsolutePath();

  @TempDir private Path directory;

  @Test
  void hasNothingThatSystemdComplainsOf() throws IOException {
    String unit = unit().replace("/opt/potoroo/", DISTRIBUTION + "/");
    assumeTrue(
        !complaints(unit.replace("KillSignal=SIGTERM", "KillSignal=SIGWRONG")).isEmpty(),
        "systemd-analyze is not here, or does not check services here: they are not checked");
    assertThat(complaints(unit)).isEmpty();
  }

  @Test
  void leavesANodeMoreTimeToEndThanItTakes() throws IOException {
    Matcher stop = Pattern.compile("(?m)^TimeoutStopSec=(\\d+)s$").matcher(unit());
    assertThat(stop.find()).isTrue();
    Duration drain = ConfigFactory.defaultReference().getDuration("potoroo.drain-timeout");
    assertThat(Duration.ofSeconds(Long.parseLong(stop.group(1))))
        .isGreaterThan(drain.multipliedBy(2));
  }

  private static String unit() throws IOException {
    return Files.readString(Path.of("../../config/systemd", UNIT));
  }

  /** What is said of this unit; what of those of this machine is not ours. */
  private List<String> complaints(String unit) throws IOException {
    Path file = Files.writeString(directory.resolve(UNIT), unit);
    String said;
    try {
      said = Commands.run(List.of("systemd-analyze", "verify", file.toString()), Map.of()).output();
    } catch (IOException e) {
      return List.of(); // there is no such program
    }
    return said.lines().filter(line -> line.contains("potoroo@")).toList();
  }
}
