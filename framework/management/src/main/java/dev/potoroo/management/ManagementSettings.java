package dev.potoroo.management;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What {@code potoroo.management} says, checked. */
record ManagementSettings(
    String host,
    int port,
    List<String> allowedHosts,
    String token,
    List<AccessToken> tokens,
    boolean readingIsFree,
    Optional<Tls> tls,
    Limits limits) {

  /** The key and certificate that the endpoint shows. */
  record Tls(Path keyStore, String password) {}

  /**
   * What one request, and all together, may take.
   *
   * @param maxRequests requests in a second, of all clients together
   * @param maxWrongTokens wrong tokens in a second, of each address
   */
  record Limits(
      Duration requestTimeout,
      long maxUriLength,
      long maxBodySize,
      int maxConnections,
      int maxRequests,
      int maxWrongTokens) {}

  /**
   * Reads and checks.
   *
   * @throws dev.potoroo.PotorooException if anything is wrong; all faults in one report
   */
  static ManagementSettings read(Config config) {
    SettingsCheck check = new SettingsCheck(config);
    String host =
        check
            .value(
                "host",
                Config::getString,
                text -> !text.isBlank(),
                "an IP address or a host name",
                "127.0.0.1")
            .strip();
    int port =
        check.value(
            "port",
            Config::getInt,
            number -> number >= 0 && number <= 65535,
            "a port from 0 (any free one) to 65535",
            0);
    Optional<Tls> tls = tls(check);
    if (!HostFilter.isLoopback(host) && tls.isEmpty() && !check.flag("allow-plain-http")) {
      check.fault(
          ("Setting [potoroo.management.host] is [%s], which other machines reach, and there is no"
                  + " TLS: tokens and state would cross the network for all to read. Set"
                  + " potoroo.management.tls.key-store, or, where the network itself is protected,"
                  + " potoroo.management.allow-plain-http = true.")
              .formatted(host));
    }
    ManagementSettings settings =
        new ManagementSettings(
            host,
            port,
            check.value(
                "allowed-hosts",
                Config::getStringList,
                list -> true,
                "a list of host names, such as [\"potoroo.example\"]",
                List.of()),
            check.value(
                "token",
                Config::getString,
                text -> text.isEmpty() || text.matches("[\\x21-\\x7e]{16,512}"),
                "empty, or 16 to 512 characters of ASCII without spaces",
                ""),
            tokens(check),
            readingIsFree(check, host),
            tls,
            limits(check));
    check.done();
    return settings;
  }

  private static List<AccessToken> tokens(SettingsCheck check) {
    List<String> texts =
        check.value(
            "tokens",
            ManagementSettings::texts,
            list -> list.stream().allMatch(text -> AccessToken.parse(text).isPresent()),
            "a list, or a text with commas between, of NAME:ROLE:SHA256, with a role of"
                + " metrics, read, operate or edit, and the token's SHA-256 as 64 hex digits",
            List.of());
    return texts.stream().flatMap(text -> AccessToken.parse(text).stream()).toList();
  }

  /** An environment variable cannot hold a list, but a text with commas. */
  private static List<String> texts(Config config, String path) {
    return config.getValue(path).valueType() == ConfigValueType.LIST
        ? config.getStringList(path)
        : Arrays.stream(config.getString(path).split(",")).filter(text -> !text.isBlank()).toList();
  }

  private static boolean readingIsFree(SettingsCheck check, String host) {
    String when =
        check.value(
            "read-without-token",
            Config::getString,
            text -> List.of("loopback", "always", "never").contains(text),
            "[loopback], [always] or [never]",
            "never");
    return when.equals("always") || when.equals("loopback") && HostFilter.isLoopback(host);
  }

  private static Optional<Tls> tls(SettingsCheck check) {
    String file = check.value("tls.key-store", Config::getString, text -> true, "a path", "");
    String password =
        check.value("tls.key-store-password", Config::getString, text -> true, "a text", "");
    return file.isBlank() ? Optional.empty() : Optional.of(new Tls(Path.of(file), password));
  }

  private static Limits limits(SettingsCheck check) {
    return new Limits(
        check.value(
            "request-timeout",
            Config::getDuration,
            time -> time.toMillis() >= 100 && time.toMinutes() <= 10,
            "a duration from 100ms to 10m, such as [5s]",
            Duration.ofSeconds(1)),
        size(
            check, "max-uri-length", 1024, 1 << 20, "a size from 1 KiB to 1 MiB, such as [16 KiB]"),
        size(
            check, "max-body-size", 1024, 64 << 20, "a size from 1 KiB to 64 MiB, such as [1 MiB]"),
        check.number("max-connections", 1, 10_000),
        check.number("max-requests-per-second", 1, 1_000_000),
        check.number("max-wrong-tokens-per-second", 1, 1_000_000));
  }

  private static long size(SettingsCheck check, String key, long from, long to, String mustBe) {
    return check.value(key, Config::getBytes, bytes -> bytes >= from && bytes <= to, mustBe, from);
  }
}
