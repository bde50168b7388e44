package dev.potoroo.connector.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ConsoleSinkTest {
  @Test
  void printsALineForEachRecordWhenFlushed() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ConsoleWriter writer = new ConsoleWriter(new PrintStream(printed));
    writer.write(new byte[] {'a'});
    writer.write(new byte[] {'b'});
    assertThat(printed.size()).isZero();
    writer.flush();
    assertThat(printed.toString()).isEqualTo("a\nb\n");
  }

  @Test
  void failsWhenTheOutputIsClosed() throws Exception {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    ConsoleWriter writer = new ConsoleWriter(new PrintStream(broken));
    writer.write(new byte[] {'a'});
    assertThatThrownBy(writer::flush).hasMessageContaining("the standard output was closed");
  }
}
