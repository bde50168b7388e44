package dev.potoroo.launcher;

import picocli.CommandLine.Parameters;

/** Which key of which step a command is about. */
final class KeyParameters {
  @Parameters(index = "0", paramLabel = "STEP", description = "Name of the step.")
  private String step = "";

  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  private String key = "";

  String step() {
    return step;
  }

  String key() {
    return key;
  }
}
