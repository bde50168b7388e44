package dev.potoroo.store.postgres;

import com.typesafe.config.Config;
import dev.potoroo.store.StoreException;
import java.time.Duration;
import java.util.Properties;
import java.util.regex.Pattern;

/** What is set under {@code potoroo.store.postgres}, checked. */
record PostgresSettings(
    String url,
    String user,
    String password,
    String schema,
    int poolSize,
    Duration connectTimeout,
    Duration statementTimeout,
    int rowsPerStatement) {

  private static final String URL_BEGIN = "jdbc:postgresql:";
  private static final Pattern SCHEMA = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration SILENCE = Duration.ofSeconds(5);

  /**
   * Reads and checks the settings.
   *
   * @throws StoreException {@link StoreException.Kind#REFUSED} with all that is wrong
   */
  static PostgresSettings of(Config config) throws StoreException {
    SettingsReader in = new SettingsReader(config, "potoroo.store.postgres");
    PostgresSettings settings =
        new PostgresSettings(
            in.text(
                "url",
                text -> text.startsWith(URL_BEGIN),
                "a text such as [jdbc:postgresql://HOST:PORT/DATABASE]"),
            in.text("user", text -> !text.isBlank(), "a text that is not empty"),
            in.secret("password"),
            in.text(
                "schema",
                text -> SCHEMA.matcher(text).matches(),
                "1 to 63 lower-case letters, digits and _, a letter first"),
            in.number("pool-size", 2, 100),
            in.duration("connect-timeout", SECOND, Duration.ofMinutes(10)),
            in.duration("statement-timeout", SECOND, Duration.ofHours(1)),
            in.number("rows-per-statement", 1, 100_000));
    in.check();
    return settings;
  }

  /** The URL as it may be shown: what follows a {@code ?} can hold a password. */
  String shownUrl() {
    return url.replaceFirst("\\?.*", "").replaceFirst("//[^/@]*@", "//");
  }

  /** What the driver is to know beside the URL. What the URL says wins. */
  Properties driver(String pipeline) {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    properties.setProperty("ApplicationName", "potoroo " + pipeline);
    properties.setProperty("targetServerType", "primary");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", seconds(connectTimeout));
    properties.setProperty("loginTimeout", seconds(connectTimeout));
    // Longer than what the server may take, so that its own word arrives.
    properties.setProperty("socketTimeout", seconds(statementTimeout.plus(SILENCE)));
    return properties;
  }

  /**
   * What each session begins with. A commit that is not on disk when it returns would be none, and
   * a session whose process was stopped in a transaction must end by itself.
   */
  String session() {
    return """
        SELECT set_config('statement_timeout', '%1$d', false),
          set_config('lock_timeout', '%1$d', false),
          set_config('idle_in_transaction_session_timeout', '%1$d', false),
          set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit')
            IN ('off', 'local') THEN 'on' ELSE current_setting('synchronous_commit') END, false)"""
        .formatted(statementTimeout.toMillis());
  }

  /** Never the password. */
  @Override
  public String toString() {
    return "PostgresSettings[" + shownUrl() + ", " + user + ", " + schema + "]";
  }

  private static String seconds(Duration duration) {
    return Long.toString(duration.plusMillis(999).toSeconds());
  }
}
