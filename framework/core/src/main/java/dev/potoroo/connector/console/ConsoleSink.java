package dev.potoroo.connector.console;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import java.io.PrintStream;

/**
 * Prints records to the standard output of each node, one a line. If the output is closed, as by
 * {@code | head}, the pipeline stops. Immutable.
 */
public final class ConsoleSink implements SinkConnector {
  private ConsoleSink() {}

  /** To the standard output. */
  public static ConsoleSink stdout() {
    return new ConsoleSink();
  }

  @Override
  public String describe() {
    return "stdout";
  }

  @Override
  public SinkWriter open(SinkContext context) {
    PrintStream out = System.out;
    return new ConsoleWriter(out);
  }
}
