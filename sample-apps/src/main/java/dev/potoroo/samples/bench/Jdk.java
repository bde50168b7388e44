package dev.potoroo.samples.bench;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * A Java to run with.
 *
 * @param version its feature release
 */
record Jdk(Path home, int version) {

  /** The one in a directory. */
  static Jdk in(Path home) throws IOException {
    Properties release = new Properties();
    try (Reader file = Files.newBufferedReader(home.resolve("release"))) {
      release.load(file);
    }
    String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
    return new Jdk(home, Runtime.Version.parse(version).feature());
  }

  /** The one that runs this. */
  static Jdk own() {
    return new Jdk(Path.of(System.getProperty("java.home")), Runtime.version().feature());
  }

  String program() {
    return home.resolve("bin/java").toString();
  }
}
