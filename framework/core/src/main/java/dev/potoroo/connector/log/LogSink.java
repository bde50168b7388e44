package dev.potoroo.connector.log;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logs each record under {@code dev.potoroo.sink.NAME}; records that are no text in hexadecimal.
 * Immutable.
 */
public final class LogSink implements SinkConnector {
  private final Level level;

  private LogSink(Level level) {
    this.level = Objects.requireNonNull(level, "level");
  }

  /** Logs at that level. */
  public static LogSink at(Level level) {
    return new LogSink(level);
  }

  @Override
  public String describe() {
    return "log at " + level.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public SinkWriter open(SinkContext context) {
    return new LogWriter(
        LoggerFactory.getLogger("dev.potoroo.sink." + context.sink()), level, context.text());
  }
}
