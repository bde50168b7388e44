package dev.potoroo.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.Next;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.samples.Alphabet.Vote;
import dev.potoroo.testkit.PipelineTest;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlphabetTest {
  @Test
  void readsVotesAsUnsigned() throws Exception {
    byte[] raw = {'q', (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xfe};
    assertThat(Alphabet.VOTE.decode(raw)).isEqualTo(new Vote("q", 4_294_967_294L));
    assertThat(Alphabet.VOTE.encode(new Vote("q", 4_294_967_294L))).isEqualTo(raw);
  }

  @Test
  void refusesAVoteOfAnotherLength() {
    assertThatThrownBy(() -> Alphabet.VOTE.decode(new byte[] {'q', 0, 0, 1}))
        .hasMessage("a vote has 5 bytes, this has [4]");
  }

  @Test
  void refusesAVoteForSomethingElse() {
    assertThatThrownBy(() -> Alphabet.VOTE.decode(new byte[] {'\n', 0, 0, 0, 1}))
        .hasMessage("a vote begins with a letter, this with byte [10]");
  }

  @Test
  void addsUp() throws Exception {
    assertThat(Alphabet.TOTAL.test("q", 40L, new Vote("q", 2)))
        .isEqualTo(Next.become(42L).emit("q => 42"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void addsUpRecordedVotesAsExpected(int nodes) throws Exception {
    byte[] votes = Files.readAllBytes(RecordedStreams.file("alphabet_partitioned/_test.txt"));
    try (PipelineTest test = PipelineTest.of(new Alphabet()).nodes(nodes)) {
      test.putStream("votes", Framing.LENGTH_4, votes);
      assertThat(test.sink("totals", String.class)).hasSize(1_000);
      RecordedStreams.numbers(RecordedStreams.file("alphabet_partitioned/_expected.json"))
          .forEach(
              (letter, total) ->
                  assertThat(test.state("total", letter, Long.class)).contains(total));
    }
  }
}
