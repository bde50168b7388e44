package dev.potoroo.management;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this module. */
final class Version {
  private static final String CURRENT = read();

  private Version() {}

  static String current() {
    return CURRENT;
  }

  // Maven writes this file into every jar; unlike the manifest it survives in an uber jar.
  private static String read() {
    try (InputStream in =
        Version.class.getResourceAsStream(
            "/META-INF/maven/dev.potoroo/potoroo-management/pom.properties")) {
      if (in == null) {
        return "development";
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "development");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
