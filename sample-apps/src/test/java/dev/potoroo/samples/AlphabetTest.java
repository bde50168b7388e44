package dev.potoroo.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.Next;
import dev.potoroo.samples.Alphabet.Vote;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

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

  @Test
  void addsUpRecordedVotesAsExpected() throws Exception {
    var frames =
        ByteBuffer.wrap(Files.readAllBytes(RecordedStreams.file("alphabet_partitioned/_test.txt")));
    var totals = new StateByKey<>(Alphabet.TOTAL);
    while (frames.hasRemaining()) {
      byte[] payload = new byte[frames.getInt()];
      frames.get(payload);
      Vote vote = Alphabet.VOTE.decode(payload);
      totals.apply(vote.letter(), vote);
    }
    assertThat(totals.states())
        .isEqualTo(
            RecordedStreams.numbers(RecordedStreams.file("alphabet_partitioned/_expected.json")));
    assertThat(totals.emitted()).hasSize(1_000);
  }
}
