package dev.potoroo.connector.log;

import dev.potoroo.connector.SinkWriter;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Logs records. */
final class LogWriter implements SinkWriter {
  private final Logger logger;
  private final Level level;
  private final boolean text;

  LogWriter(Logger logger, Level level, boolean text) {
    this.logger = logger;
    this.level = level;
    this.text = text;
  }

  @Override
  public void write(byte[] record) {
    if (logger.isEnabledForLevel(level)) {
      // As an argument: braces in a record are no place holders.
      logger.atLevel(level).log("{}", readable(record));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  private String readable(byte[] record) {
    return text ? new String(record, StandardCharsets.UTF_8) : HexFormat.of().formatHex(record);
  }
}
