package dev.potoroo.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
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
        applied("potoroo.management { host = \"0.0.0.0\", port = 0 }")
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
        "allowed-hosts = localhost"
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

  private static Config applied(String config) {
    return ManagementConfig.applyTo(
        ConfigFactory.parseString(config).withFallback(ConfigFactory.load()));
  }
}
