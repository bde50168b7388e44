package dev.potoroo.launcher;

import picocli.CommandLine.Command;

/** {@code list}: one name a line. */
@Command(
    name = "list",
    description = "Prints the names of the pipelines.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ListCommand implements Runnable {
  private final Pipelines pipelines;
  private final Host host;

  ListCommand(Pipelines pipelines, Host host) {
    this.pipelines = pipelines;
    this.host = host;
  }

  @Override
  public void run() {
    pipelines.names().forEach(host.out()::println);
  }
}
