package dev.potoroo.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The containers of the sample with Kafka fit together. */
class ComposeTest {
  private static final Path SAMPLES = Path.of("../../sample-apps");
  private static JsonNode compose;

  @BeforeAll
  static void read() throws IOException {
    compose = new YAMLMapper().readTree(SAMPLES.resolve("compose.yaml").toFile());
  }

  @Test
  void waitsForServicesAndKeepsVolumesThatAreThere() {
    for (JsonNode service : compose.path("services")) {
      service
          .path("depends_on")
          .fieldNames()
          .forEachRemaining(name -> assertThat(compose.path("services").has(name)).isTrue());
      for (JsonNode volume : service.path("volumes")) {
        String from = volume.asText().replaceFirst(":.*", "");
        if (!from.startsWith("./target/")) {
          assertThat(compose.path("volumes").has(from)).as("%s", volume).isTrue();
        }
      }
    }
  }

  @Test
  void hasTheKafkaThatTestsHave() throws IOException {
    Matcher version =
        Pattern.compile("<kafka.version>(.*)</kafka.version>")
            .matcher(Files.readString(Path.of("../../pom.xml")));
    assertThat(version.find()).isTrue();
    assertThat(compose.at("/services/kafka/image").asText())
        .isEqualTo("apache/kafka:" + version.group(1));
    assertThat(compose.at("/services/topics/image")).isEqualTo(compose.at("/services/kafka/image"));
  }
}
