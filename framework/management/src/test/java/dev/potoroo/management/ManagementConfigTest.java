package dev.potoroo.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementConfigTest {

  @Test
  void listensOnPort7626OfThisMachineAloneUnlessTold() {
    Config http = applied("").getConfig("pekko.management.http");
    assertThat(http.getString("hostname")).isEqualTo("127.0.0.1");
    assertThat(http.getString("bind-hostname")).isEqualTo("127.0.0.1");
    assertThat(http.getInt("port")).isEqualTo(7626);
    assertThat(http.getInt("bind-port")).isEqualTo(7626);
  }

  @Test
  void tellsPekkoTheAddress() {
    Config http =
        applied("potoroo.management { host = \"0.0.0.0\", port = 0, allow-plain-http = true }")
            .getConfig("pekko.management.http");
    assertThat(http.getString("bind-hostname")).isEqualTo("0.0.0.0");
    assertThat(http.getInt("bind-port")).isZero();
  }

  @Test
  void letsPekkosRoutesOnlyRead() {
    assertThat(applied("").getBoolean("pekko.management.http.route-providers-read-only")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "port = 70000",
        "port = -1",
        "port = http",
        "port = null",
        "host = \"\"",
        "host = [a]",
        "request-timeout = 0s",
        "request-timeout = 1h",
        "request-timeout = soon",
        "max-uri-length = 10",
        "max-uri-length = 1GiB",
        "allowed-hosts = localhost",
        "max-body-size = 1",
        "max-connections = 0",
        "max-requests-per-second = many",
        "max-wrong-tokens-per-second = -1",
        "tokens = [grafana]",
        "tokens = \"grafana:admin:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"",
        "tokens = \"grafana:read:9f86\"",
        "read-without-token = sometimes",
        "host = \"0.0.0.0\""
      })
  void namesASettingThatIsNotAsItMustBe(String setting) {
    String key = setting.split(" ")[0];
    assertThatThrownBy(() -> applied("potoroo.management { " + setting + " }"))
        .isInstanceOfSatisfying(
            PotorooException.class,
            e -> {
              assertThat(e.faults()).hasSize(1);
              assertThat(e.faults().get(0).code()).isEqualTo(ErrorCode.BAD_VALUE);
              assertThat(e.faults().get(0).message()).contains("[potoroo.management." + key + "]");
            });
  }

  @Test
  void namesAllThatIsWrongAtOnce() {
    assertThatThrownBy(
            () -> applied("potoroo.management { port = 70000, host = \" \", request-timeout = 1 }"))
        .isInstanceOfSatisfying(PotorooException.class, e -> assertThat(e.faults()).hasSize(3));
  }

  @Test
  void takesTokensFromAListAndFromAText() {
    String hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    for (String written :
        List.of(
            "[\"a:read:" + hash + "\", \"b:edit:" + hash + "\"]",
            "\"a:read:" + hash + ", b:edit:" + hash + "\"")) {
      List<AccessToken> tokens =
          ManagementSettings.read(applied("potoroo.management.tokens = " + written)).tokens();
      assertThat(tokens).extracting(AccessToken::name).containsExactly("a", "b");
      assertThat(tokens).extracting(AccessToken::role).containsExactly(Role.READ, Role.EDIT);
      assertThat(tokens.get(0).is(AccessToken.hashOf("test"))).isTrue();
    }
  }

  @Test
  void doesNotShowASecretThatIsNotAsItMustBe() {
    assertThatThrownBy(() -> applied("potoroo.management.tokens = \"the-secret-itself\""))
        .isInstanceOf(PotorooException.class)
        .message()
        .doesNotContain("the-secret-itself");
  }

  private static Config applied(String config) {
    return ManagementConfig.applyTo(
        ConfigFactory.parseString(config).withFallback(ConfigFactory.load()));
  }
}
