package dev.potoroo.benchmarks.jet;

import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.Traversers;
import com.hazelcast.jet.core.AbstractProcessor;
import dev.potoroo.benchmarks.Words;
import java.util.ArrayList;
import java.util.List;

/** Takes lines apart. */
final class WordsProcessor extends AbstractProcessor {
  private final FlatMapper<String, String> words = flatMapper(WordsProcessor::words);

  static Traverser<String> words(String line) {
    List<String> words = new ArrayList<>();
    Words.of(line, words::add);
    return Traversers.traverseIterable(words);
  }

  @Override
  protected boolean tryProcess(int ordinal, Object line) {
    return words.tryProcess((String) line);
  }
}
