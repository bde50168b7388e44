package dev.potoroo.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A line of a terminal that is written over and over. Other output goes through {@link #before}, so
 * that it is not mixed with the line.
 */
final class ProgressLine {
  private static final int WIDTH = 79;

  private final PrintStream err;
  private int shown;

  ProgressLine(PrintStream err) {
    this.err = err;
  }

  synchronized void show(String text) {
    String cut = text.length() > WIDTH ? text.substring(0, WIDTH) : text;
    err.print("\r" + cut + " ".repeat(Math.max(0, shown - cut.length())));
    err.flush();
    shown = cut.length();
  }

  synchronized void clear() {
    if (shown > 0) {
      err.print("\r" + " ".repeat(shown) + "\r");
      err.flush();
      shown = 0;
    }
  }

  /** Output to the same terminal, which takes the place of the line until that is shown again. */
  PrintStream before(PrintStream out) {
    return new PrintStream(new Clearing(out), true, StandardCharsets.UTF_8);
  }

  private final class Clearing extends OutputStream {
    private final PrintStream out;

    Clearing(PrintStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      synchronized (ProgressLine.this) {
        clear();
        out.write(bytes, from, count);
      }
    }

    @Override
    public void flush() throws IOException {
      if (out.checkError()) {
        throw new IOException("the output was closed");
      }
    }
  }
}
