package dev.potoroo.launcher;

/**
 * Entry point of a jar with several pipelines, which it finds as services: each class in {@code
 * META-INF/services/dev.potoroo.Pipeline}.
 *
 * <pre>{@code
 * java -jar sample-apps.jar list
 * java -jar sample-apps.jar run stock-prices --set bindings.ticks.connector=generator
 * java -jar sample-apps.jar topology stock-prices --format mermaid
 * }</pre>
 *
 * <p>Exit codes are those of {@link Potoroo}.
 */
public final class Main {
  private Main() {}

  /**
   * Does what {@code args} say, then ends the JVM.
   *
   * @param args the command line; {@code --help} describes it
   */
  public static void main(String[] args) {
    System.exit(new Cli(Pipelines.services(), Host.jvm()).execute(args));
  }
}
