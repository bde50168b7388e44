package dev.potoroo.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterEngineTest {

  @Test
  void reportsFaultsOfAllModulesAtOnce() {
    PotorooException failure =
        start("shards = 0, management { port = -1, prot = 2 }, cluster.port = 70000");
    assertThat(failure.faults())
        .extracting(PotorooException.Fault::message)
        .satisfiesExactlyInAnyOrder(
            message -> assertThat(message).startsWith("Setting [potoroo.shards] is [0] "),
            message -> assertThat(message).startsWith("Setting [potoroo.cluster.port] is [70000] "),
            message -> assertThat(message).startsWith("Setting [potoroo.management.port] is [-1] "),
            message ->
                assertThat(message)
                    .startsWith("Setting [potoroo.management.prot] ")
                    .endsWith("The nearest is [potoroo.management.port]."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster", "management"})
  void findsAPortInUseBeforeAnythingStarts(String block) throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      PotorooException failure =
          start("management.port = 0, " + block + ".port = " + other.getLocalPort());
      assertThat(failure.faults().get(0).code()).isEqualTo(ErrorCode.PORT_NOT_BOUND);
      assertThat(failure)
          .hasMessageContaining("cannot listen on [127.0.0.1:" + other.getLocalPort() + "]: ")
          .hasMessageContaining("potoroo." + block + ".host must be");
    }
  }

  private static PotorooException start(String potoroo) {
    Config config =
        ConfigFactory.parseString("potoroo { " + potoroo + " }").withFallback(ConfigFactory.load());
    return catchThrowableOfType(
        PotorooException.class, () -> new ClusterEngine().start(new CliTest.Echo(), config));
  }
}
