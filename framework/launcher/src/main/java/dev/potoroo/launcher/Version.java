package dev.potoroo.launcher;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {name()};
  }

  /** {@code Potoroo 0.1.0}. */
  static String name() {
    String version = Version.class.getPackage().getImplementationVersion();
    return "Potoroo "
        + Optional.ofNullable(version).orElse("(version unknown: not run from a jar)");
  }
}
