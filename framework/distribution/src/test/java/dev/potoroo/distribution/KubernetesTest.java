package dev.potoroo.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The file for Kubernetes is one that Kubernetes takes, and its parts fit together. */
class KubernetesTest {
  private final Manifests manifests =
      Manifests.read(Path.of("../../config/kubernetes/potoroo.yaml"));

  @Test
  void hasNoFieldThatKubernetesDoesNotKnow() {
    assertThat(manifests.all()).hasSize(6).allSatisfy(KubernetesTest::check);
  }

  @Test
  void wouldBeRefusedWithAMisspeltField() {
    String misspelt = manifests.only("StatefulSet").toString().replace("readinessP", "readynessP");
    assertThatThrownBy(() -> check("StatefulSet", JsonParser.parseString(misspelt)))
        .hasRootCauseInstanceOf(IllegalArgumentException.class)
        .rootCause()
        .hasMessageContaining("readynessProbe");
  }

  @Test
  void namesEachPodAsASeedAndAsItNamesItself() {
    int replicas = manifests.replicas();
    List<String> hosts = IntStream.range(0, replicas).mapToObj(manifests::host).toList();
    assertThat(manifests.environment(0).get("POTOROO_SEEDS").split(",\\s*"))
        .containsExactlyElementsOf(
            hosts.stream().map(host -> host + ":" + manifests.port("nodes")).toList());
    assertThat(hosts)
        .containsExactlyElementsOf(
            IntStream.range(0, replicas)
                .mapToObj(pod -> manifests.environment(pod).get("POTOROO_HOST"))
                .toList());
  }

  @Test
  void beginsWithTheMajority() {
    int replicas = manifests.replicas();
    assertThat(settings().getInt("cluster.members")).isEqualTo(replicas / 2 + 1);
  }

  @Test
  void listensAtThePortsThatTheOthersAndTheProbesUse() {
    assertThat(manifests.port("nodes")).isEqualTo(settings().getInt("cluster.port"));
    assertThat(manifests.port("management"))
        .isEqualTo(ConfigFactory.defaultReference().getInt("potoroo.management.port"));
    assertThat(probes())
        .hasSize(3)
        .allMatch(probe -> probe.path("port").asText().equals("management"));
  }

  @Test
  void leavesANodeMoreTimeToEndThanItTakes() {
    long grace = manifests.podSpec().path("terminationGracePeriodSeconds").asLong();
    Duration drain = ConfigFactory.defaultReference().getDuration("potoroo.drain-timeout");
    assertThat(Duration.ofSeconds(grace)).isGreaterThan(drain.multipliedBy(2));
  }

  @Test
  void isNotGivenVariablesThatAreNamedAfterServices() {
    assertThat(manifests.podSpec().path("enableServiceLinks").asBoolean(true)).isFalse();
  }

  private Config settings() {
    return ConfigFactory.parseString(manifests.settings()).getConfig("potoroo");
  }

  private List<JsonNode> probes() {
    return Stream.of("startupProbe", "readinessProbe", "livenessProbe")
        .map(probe -> manifests.container().path(probe).path("httpGet"))
        .toList();
  }

  private static void check(JsonNode object) throws ReflectiveOperationException {
    check(object.path("kind").asText(), JsonParser.parseString(object.toString()));
  }

  /** As its classes check what they are to read: fields, those that must be there, and types. */
  private static void check(String kind, JsonElement object) throws ReflectiveOperationException {
    Class.forName("io.kubernetes.client.openapi.models.V1" + kind)
        .getMethod("validateJsonElement", JsonElement.class)
        .invoke(null, object);
  }
}
