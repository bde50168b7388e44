package dev.potoroo.samples;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.console.ConsoleSink;
import dev.potoroo.connector.file.FileSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Counts the words of a text: {@code word => n} each time that a word is seen. */
public final class WordCount implements Pipeline {
  private static final String PUNCTUATION_AND_BLANK = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ ";

  static final Step<String, Long, String> COUNT =
      Step.named("count")
          .in(String.class)
          .state(Long.class, () -> 0L)
          .out(String.class)
          .on(
              String.class,
              (count, word, ctx) -> ctx.become(count + 1).emit(word + " => " + (count + 1)));

  @Override
  public void define(Flow flow) {
    flow.from(
            Source.named("lines", Codec.lines())
                .from(FileSource.resource(WordCount.class, "text.txt")))
        .flatMap(WordCount::words)
        .keyBy(word -> word)
        .step(COUNT)
        .to(Sink.named("counts", Codec.lines()).into(ConsoleSink.stdout()));
  }

  /** The words of a line in lower case; what is left empty, such as a lone dash, is no word. */
  static List<String> words(String line) {
    return Stream.of(strip(line.toLowerCase(Locale.ROOT)).split(" "))
        .map(WordCount::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && PUNCTUATION_AND_BLANK.indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    while (from < to && PUNCTUATION_AND_BLANK.indexOf(text.charAt(to - 1)) >= 0) {
      to--;
    }
    return text.substring(from, to);
  }
}
