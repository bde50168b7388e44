package dev.potoroo.benchmarks;

import java.util.function.Consumer;

/** Takes lines apart. */
public final class Words {
  private Words() {}

  /** Gives each word of a line, which has one blank between each two. */
  public static void of(String line, Consumer<String> each) {
    int from = 0;
    for (int blank = line.indexOf(' '); blank >= 0; blank = line.indexOf(' ', from)) {
      each.accept(line.substring(from, blank));
      from = blank + 1;
    }
    each.accept(line.substring(from));
  }
}
