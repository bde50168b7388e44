package dev.potoroo.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CommitCodecTest {

  @Property(tries = 50)
  void comesBackAsItWas(
      @ForAll long generation,
      @ForAll long round,
      @ForAll int shards,
      @ForAll @Size(max = 3) Map<String, @Size(max = 3) Map<String, Long>> positions,
      @ForAll @Size(max = 3) Map<String, @Size(max = 3) Map<String, String>> sinks)
      throws StoreException {
    RoundCommit commit =
        new RoundCommit(generation, round, Instant.EPOCH.plusNanos(1), shards, positions, sinks);

    assertThat(CommitCodec.decode(CommitCodec.encode(commit), "a test")).isEqualTo(commit);
  }

  @Property
  void noticesEveryFlippedBit(
      @ForAll @IntRange(min = 0, max = 300) int at, @ForAll @IntRange(min = 0, max = 7) int bit) {
    byte[] stored = CommitCodec.encode(commit());
    stored[at % stored.length] ^= (byte) (1 << bit);

    assertThat(refusal(stored).kind()).isEqualTo(StoreException.Kind.CORRUPT);
  }

  @Test
  void noticesThatAPartIsMissing() {
    byte[] stored = CommitCodec.encode(commit());

    for (int length = 0; length < stored.length; length++) {
      assertThat(refusal(Arrays.copyOf(stored, length)))
          .hasMessage(
              "The record of the last commit in directory [state] is damaged: it is not what was"
                  + " written there. Restore the store from a backup, or begin anew with an empty"
                  + " one.");
    }
  }

  @Test
  void refusesWhatANewerVersionWrote() {
    // CRC32C of "potoroo-commit 2\n{}"
    StoreException refusal = refusal("potoroo-commit 2 0fdf2763\n{}".getBytes(UTF_8));

    assertThat(refusal.kind()).isEqualTo(StoreException.Kind.REFUSED);
    assertThat(refusal)
        .hasMessage(
            "The record of the last commit in directory [state] is of a newer version of Potoroo."
                + " Run that version, or a later one.");
  }

  private static RoundCommit commit() {
    return new RoundCommit(2, 7, Instant.EPOCH, 128, Map.of("ticks", Map.of("0", 5L)), Map.of());
  }

  private static StoreException refusal(byte[] stored) {
    return catchThrowableOfType(
        StoreException.class, () -> CommitCodec.decode(stored, "directory [state]"));
  }
}
