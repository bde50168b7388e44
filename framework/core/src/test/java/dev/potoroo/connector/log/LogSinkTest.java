package dev.potoroo.connector.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogSinkTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.potoroo.sink.logged");
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
    logger.setAdditive(false);
    logger.setLevel(Level.INFO);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(appender);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  @Test
  void logsTextAsItIs() throws Exception {
    write(true, org.slf4j.event.Level.INFO, "{}".getBytes(StandardCharsets.UTF_8));
    assertThat(messages()).containsExactly("{}");
    assertThat(appender.list.get(0).getLevel()).isEqualTo(Level.INFO);
  }

  @Test
  void logsBinaryRecordsInHexadecimal() throws Exception {
    write(false, org.slf4j.event.Level.WARN, new byte[] {1, (byte) 0xff});
    assertThat(messages()).containsExactly("01ff");
  }

  @Test
  void logsNothingBelowTheLoggersLevel() throws Exception {
    write(true, org.slf4j.event.Level.DEBUG, new byte[] {'a'});
    assertThat(messages()).isEmpty();
  }

  private static void write(boolean text, org.slf4j.event.Level level, byte[] record)
      throws Exception {
    try (SinkWriter writer =
        LogSink.at(level).open(new SinkContext("logged", "lines", text, "n", Optional.empty()))) {
      writer.write(record);
    }
  }

  private List<String> messages() {
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
