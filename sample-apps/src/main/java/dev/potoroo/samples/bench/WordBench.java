package dev.potoroo.samples.bench;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import java.util.ArrayList;
import java.util.List;

/** Counts words. */
record WordBench(FeedSource lines, Results results, boolean dense) implements Pipeline {
  static final Step<String, Long, WordCount> COUNT =
      Step.named("count")
          .in(String.class)
          .state(Long.class, () -> 0L)
          .out(WordCount.class)
          .on(
              String.class,
              (count, word, ctx) ->
                  ctx.become(count + 1).emit(new WordCount(ctx.key(), count + 1)));

  @Override
  public void define(Flow flow) {
    flow.from(Source.named("lines", Codec.cbor(Line.class)).from(lines))
        .flatMap(WordBench::words)
        .keyBy(word -> word)
        .step(COUNT.dense(dense))
        .to(Sink.named("counts", WordCount.CODEC).into(results));
  }

  private static List<String> words(Line line) {
    String text = line.text();
    List<String> words = new ArrayList<>(Lines.WORDS_PER_LINE);
    int from = 0;
    for (int blank = text.indexOf(' '); blank >= 0; blank = text.indexOf(' ', from)) {
      words.add(text.substring(from, blank));
      from = blank + 1;
    }
    words.add(text.substring(from));
    return words;
  }
}
