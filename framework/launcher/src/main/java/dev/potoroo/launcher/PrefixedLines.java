package dev.potoroo.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Copies what a process writes, with a name before each line. Lines of several processes are not
 * mixed; one of more than 64 KiB comes in pieces.
 */
final class PrefixedLines {
  private static final int LONGEST = 64 * 1024;

  private final byte[] prefix;
  private final PrintStream out;
  private final Consumer<String> seen;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /**
   * @param name what stands before each line
   * @param seen is told each line, without the name
   */
  PrefixedLines(String name, PrintStream out, Consumer<String> seen) {
    this.prefix = (name + " | ").getBytes(StandardCharsets.UTF_8);
    this.out = out;
    this.seen = seen;
  }

  /** Copies to the end of what is read. */
  void copy(InputStream in) {
    byte[] bytes = new byte[8 * 1024];
    try {
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        for (int i = 0; i < count; i++) {
          take(bytes[i]);
        }
      }
    } catch (IOException e) {
      seen.accept(e.toString());
    }
    if (line.size() > 0) {
      print();
    }
  }

  private void take(byte b) {
    if (b == '\n') {
      print();
    } else {
      line.write(b);
      if (line.size() == LONGEST) {
        print();
      }
    }
  }

  private void print() {
    byte[] all = new byte[prefix.length + line.size() + 1];
    System.arraycopy(prefix, 0, all, 0, prefix.length);
    System.arraycopy(line.toByteArray(), 0, all, prefix.length, line.size());
    all[all.length - 1] = '\n';
    out.write(all, 0, all.length);
    out.flush();
    seen.accept(line.toString(StandardCharsets.UTF_8));
    line.reset();
  }
}
