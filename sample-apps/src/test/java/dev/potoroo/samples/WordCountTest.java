package dev.potoroo.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Next;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.testkit.PipelineTest;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void countsARecordedTextAsExpected(int nodes) throws Exception {
    byte[] text = Files.readAllBytes(RecordedStreams.file("word_count/count_this.txt"));
    try (PipelineTest test = PipelineTest.of(new WordCount()).nodes(nodes)) {
      test.putStream("lines", Framing.NEWLINE, text);
      assertThat(test.sink("counts", String.class)).hasSize(482);
      assertThat(test.keys("count")).hasSize(217);
      RecordedStreams.numbers(RecordedStreams.file("word_count/_expected.json"))
          .forEach(
              (word, count) -> assertThat(test.state("count", word, Long.class)).contains(count));
    }
  }
}
