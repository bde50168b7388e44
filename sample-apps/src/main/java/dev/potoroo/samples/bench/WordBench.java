package dev.potoroo.samples.bench;

import dev.potoroo.Aggregate;
import dev.potoroo.Codec;
import dev.potoroo.DataStream;
import dev.potoroo.Flow;
import dev.potoroo.KeyedStream;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts words.
 *
 * @param combine whether they are counted where they are found, before their objects get them
 */
record WordBench(FeedSource lines, Results results, boolean dense, boolean combine)
    implements Pipeline {
  static final Step<String, Long, WordCount> COUNT =
      Step.named("count")
          .in(String.class)
          .state(Long.class, () -> 0L)
          .out(WordCount.class)
          .on(
              String.class,
              (count, word, ctx) ->
                  ctx.become(count + 1).emit(new WordCount(ctx.key(), count + 1)));

  static final Step<Long, Long, WordCount> ADD =
      Step.named("count")
          .in(Long.class)
          .state(Long.class, () -> 0L)
          .out(WordCount.class)
          .on(
              Long.class,
              (count, more, ctx) ->
                  ctx.become(count + more).emit(new WordCount(ctx.key(), count + more)));

  @Override
  public void define(Flow flow) {
    KeyedStream<String> words =
        flow.from(Source.named("lines", Codec.cbor(Line.class)).from(lines))
            .flatMap(WordBench::words)
            .keyBy(word -> word);
    DataStream<WordCount> counts =
        combine
            ? words.combineLocally(Aggregate.count(String.class)).step(ADD.dense(dense))
            : words.step(COUNT.dense(dense));
    counts.to(Sink.named("counts", WordCount.CODEC).into(results));
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
