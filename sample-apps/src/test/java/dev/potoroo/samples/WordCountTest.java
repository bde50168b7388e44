package dev.potoroo.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Next;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class WordCountTest {
  @Test
  void findsWordsWithoutCaseAndOuterPunctuation() {
    assertThat(WordCount.words("  \"Don't panic!\", said the guide - twice... "))
        .containsExactly("don't", "panic", "said", "the", "guide", "twice");
  }

  @Test
  void findsNoWordsInPunctuation() {
    assertThat(WordCount.words(" -- !? ")).isEmpty();
  }

  @Test
  void countsOn() throws Exception {
    assertThat(WordCount.COUNT.test("towel", 41L, "towel"))
        .isEqualTo(Next.become(42L).emit("towel => 42"));
  }

  @Test
  void countsARecordedTextAsExpected() throws Exception {
    var counts = new StateByKey<>(WordCount.COUNT);
    for (String line : Files.readAllLines(RecordedStreams.file("word_count/count_this.txt"))) {
      for (String word : WordCount.words(line)) {
        counts.apply(word, word);
      }
    }
    assertThat(counts.states())
        .hasSize(217)
        .isEqualTo(RecordedStreams.numbers(RecordedStreams.file("word_count/_expected.json")));
    assertThat(counts.emitted()).hasSize(482);
  }
}
