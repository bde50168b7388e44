package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PekkoSettingsTest {
  private static final String GOSSIP = "pekko.cluster.gossip-interval";
  private static final String BINDING =
      "pekko.actor.serialization-bindings.\"dev.potoroo.internal.runtime.WireMessage\"";

  @TempDir Path data;

  private Config of(Config user) {
    return PekkoSettings.of(
        user, TestNode.settings(data, Map.of("potoroo.cluster.port", 4711)), "the-lanes");
  }

  @Test
  void oursWinOverTheReferenceWhetherOrNotItIsInTheUsersConfig() {
    Config reference = ConfigFactory.defaultReference();
    assertThat(reference.getString(GOSSIP)).isNotEqualTo("200ms");
    for (Config user :
        new Config[] {
          ConfigFactory.empty(), reference, ConfigFactory.load(), ConfigFactory.parseString("a=1")
        }) {
      Config all = of(user);
      assertThat(all.getString(GOSSIP)).isEqualTo("200ms");
      assertThat(all.getString("pekko.actor.provider")).isEqualTo("cluster");
      assertThat(all.getString(BINDING)).isEqualTo("jackson-cbor");
      assertThat(all.getString("pekko.cluster.downing-provider-class")).contains("SplitBrain");
    }
  }

  /** Pekko says nothing about a key that it does not know. */
  @Test
  void setsNothingThatPekkoDoesNotHave() {
    Config reference = ConfigFactory.defaultReference();
    assertThat(ConfigFactory.parseResources("potoroo-pekko.conf").entrySet())
        .isNotEmpty()
        .extracting(Map.Entry::getKey)
        .filteredOn(key -> key.startsWith("pekko.") && !key.contains("dev.potoroo"))
        .allMatch(reference::hasPath);
  }

  @Test
  void theUserWinsOverOurs() throws Exception {
    assertThat(of(ConfigFactory.parseString(GOSSIP + " = 3s")).getString(GOSSIP)).isEqualTo("3s");
    Path file = Files.writeString(data.resolve("my.conf"), GOSSIP + " = 4s");
    Config fromFile =
        ConfigFactory.parseFile(file.toFile())
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    assertThat(of(fromFile).getString(GOSSIP)).isEqualTo("4s");
    assertThat(of(ConfigFactory.parseMap(Map.of(GOSSIP, "5s"))).getString(GOSSIP)).isEqualTo("5s");
    Config sameAsReference =
        ConfigFactory.parseMap(Map.of(GOSSIP, ConfigFactory.defaultReference().getString(GOSSIP)));
    assertThat(of(sameAsReference).getString(GOSSIP))
        .as("also where it sets what the reference has")
        .isEqualTo(ConfigFactory.defaultReference().getString(GOSSIP));
  }

  @Test
  void whatIsSetUnderPotorooIsNotSetTwice() {
    Config all =
        of(ConfigFactory.parseString("pekko.remote.artery.canonical { port = 1, hostname = x }"));
    assertThat(all.getInt("pekko.remote.artery.canonical.port")).isEqualTo(4711);
    assertThat(all.getString("pekko.remote.artery.canonical.hostname")).isEqualTo("127.0.0.1");
    assertThat(all.getString("potoroo-lanes.dispatcher.lanes-id")).isEqualTo("the-lanes");
    assertThat(all.getString("potoroo-lanes.mailbox.lanes-id")).isEqualTo("the-lanes");
  }
}
