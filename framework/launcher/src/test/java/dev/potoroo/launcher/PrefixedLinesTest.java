package dev.potoroo.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrefixedLinesTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<String> seen = new ArrayList<>();

  @Test
  void putsTheNameBeforeEachLine() {
    copy("one\n\nthree €\nlast");
    assertThat(out.toString(UTF_8)).isEqualTo("n1 | one\nn1 | \nn1 | three €\nn1 | last\n");
    assertThat(seen).containsExactly("one", "", "three €", "last");
  }

  @Test
  void copiesALineWithoutEndInPieces() {
    copy("x".repeat(150_000));
    assertThat(out.toString(UTF_8).lines())
        .hasSize(3)
        .allMatch(line -> line.matches("n1 \\| x+"))
        .first()
        .asString()
        .hasSize(5 + 64 * 1024);
  }

  private void copy(String text) {
    new PrefixedLines("n1", new PrintStream(out, true, UTF_8), seen::add)
        .copy(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }
}
