package dev.potoroo.systemtests;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** Pipelines whose answer for a key depends on the order of that key's records alone. */
enum Workload {
  STOCK_PRICES("stock-prices", "ticks", "new-highs", List.of("latest-price")) {
    @Override
    void line(SplittableRandom random, long index, StringBuilder to) {
      int stock = random.nextInt(KEYS);
      // Noise on a slow rise, so that new highs never cease.
      long cents = 1_000L + index / 100 + random.nextInt(20_000);
      to.append("{\"symbol\":\"S").append(stock).append("\",\"price\":");
      to.append(cents / 100).append('.').append(cents / 10 % 10).append(cents % 10).append('}');
    }

    @Override
    String keyOf(String outputLine) {
      int start = outputLine.indexOf(":\"") + 2;
      return outputLine.substring(start, outputLine.indexOf('"', start));
    }
  },

  TWO_STEPS("two-steps", "lines", "out", List.of("first", "second")) {
    @Override
    void line(SplittableRandom random, long index, StringBuilder to) {
      to.append(random.nextInt(KEYS)).append(' ').append(random.nextInt(1_000));
    }

    @Override
    String keyOf(String outputLine) {
      return outputLine.substring(0, outputLine.indexOf(' '));
    }
  };

  private static final int KEYS = 1_000;

  final String pipeline;
  final String source;
  final String sink;
  final List<String> steps;

  Workload(String pipeline, String source, String sink, List<String> steps) {
    this.pipeline = pipeline;
    this.source = source;
    this.sink = sink;
    this.steps = steps;
  }

  /** Appends the input's next line, without its end. */
  abstract void line(SplittableRandom random, long index, StringBuilder to);

  /** The key that a line of output is about. */
  abstract String keyOf(String outputLine);

  /** Writes an input; the same seed gives the same one. */
  Path write(Path file, long records, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder line = new StringBuilder();
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
      for (long i = 0; i < records; i++) {
        line.setLength(0);
        line(random, i, line);
        out.append(line.append('\n'));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }
}
