package dev.potoroo.systemtests;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Pipelines whose answer for a key depends on the order of that key's records alone. */
enum Workload {
  STOCK_PRICES("stock-prices", "ticks", "new-highs", List.of("latest-price")) {
    @Override
    void line(int key, SplittableRandom random, long index, StringBuilder to) {
      // Noise on a slow rise, so that new highs never cease.
      long cents = 1_000L + index / 100 + random.nextInt(20_000);
      to.append("{\"symbol\":\"S").append(key).append("\",\"price\":");
      to.append(cents / 100).append('.').append(cents / 10 % 10).append(cents % 10).append('}');
    }

    @Override
    String keyOf(String outputLine) {
      int start = outputLine.indexOf(":\"") + 2;
      return outputLine.substring(start, outputLine.indexOf('"', start));
    }

    @Override
    double numberOf(String outputLine) {
      int start = outputLine.lastIndexOf(':') + 1;
      return Double.parseDouble(outputLine.substring(start, outputLine.length() - 1));
    }
  },

  TWO_STEPS("two-steps", "lines", "out", List.of("first", "second")) {
    @Override
    void line(int key, SplittableRandom random, long index, StringBuilder to) {
      to.append(key).append(' ').append(random.nextInt(1_000));
    }

    @Override
    String keyOf(String outputLine) {
      return outputLine.substring(0, outputLine.indexOf(' '));
    }

    @Override
    double numberOf(String outputLine) {
      int start = outputLine.indexOf(' ') + 1;
      return Double.parseDouble(outputLine.substring(start, outputLine.indexOf(' ', start)));
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
  abstract void line(int key, SplittableRandom random, long index, StringBuilder to);

  /** What grows from each line of a key's output to the next one. */
  abstract double numberOf(String outputLine);

  /** The key that a line of output is about. */
  abstract String keyOf(String outputLine);

  /** Writes an input; the same seed gives the same one. */
  Path write(Path file, long records, long seed) {
    return write(file, records, seed, 1).get(0);
  }

  /** Writes an input as several files, with all records of a key in one of them. */
  List<Path> write(Path file, long records, long seed, int parts) {
    List<Path> files =
        IntStream.range(0, parts)
            .mapToObj(part -> file.resolveSibling(file.getFileName() + "-" + part))
            .toList();
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder line = new StringBuilder();
    List<BufferedWriter> out = new ArrayList<>();
    try {
      for (Path one : files) {
        out.add(Files.newBufferedWriter(one, StandardCharsets.US_ASCII));
      }
      for (long i = 0; i < records; i++) {
        line.setLength(0);
        int key = random.nextInt(KEYS);
        line(key, random, i, line);
        out.get(key % parts).append(line.append('\n'));
      }
      for (BufferedWriter one : out) {
        one.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
