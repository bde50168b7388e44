package dev.potoroo.samples;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.console.ConsoleSink;
import dev.potoroo.connector.file.FileSource;
import dev.potoroo.connector.framing.Framing;
import java.nio.ByteBuffer;

/** Adds up votes for letters, which come in a binary format: {@code letter => total} per vote. */
public final class Alphabet implements Pipeline {
  // #region codec
  /** Some votes for a letter, at most 2^32 - 1. */
  public record Vote(String letter, long votes) {}

  /** A vote in 5 bytes: the letter in ASCII, then the votes as an unsigned big-endian integer. */
  static final Codec<Vote> VOTE = Codec.of(Alphabet::decode, Alphabet::encode);

  // #endregion

  // #region pipeline
  static final Step<Vote, Long, String> TOTAL =
      Step.named("total")
          .in(Vote.class)
          .state(Long.class, () -> 0L)
          .out(String.class)
          .on(
              Vote.class,
              (total, vote, ctx) -> {
                long sum = total + vote.votes();
                return ctx.become(sum).emit(ctx.key() + " => " + sum);
              });

  @Override
  public void define(Flow flow) {
    flow.from(
            Source.named("votes", VOTE)
                .from(FileSource.resource(Alphabet.class, "votes.bin").framing(Framing.LENGTH_4)))
        .keyBy(Vote::letter)
        .step(TOTAL)
        .to(Sink.named("totals", Codec.lines()).into(ConsoleSink.stdout()));
  }

  // #endregion

  private static Vote decode(byte[] raw) {
    if (raw.length != 5) {
      throw new IllegalArgumentException("a vote has 5 bytes, this has [" + raw.length + "]");
    }
    if (!Character.isLetter(raw[0])) {
      throw new IllegalArgumentException(
          "a vote begins with a letter, this with byte [" + raw[0] + "]");
    }
    long votes = Integer.toUnsignedLong(ByteBuffer.wrap(raw).getInt(1));
    return new Vote(String.valueOf((char) raw[0]), votes);
  }

  private static byte[] encode(Vote vote) {
    return ByteBuffer.allocate(5)
        .put((byte) vote.letter().charAt(0))
        .putInt((int) vote.votes())
        .array();
  }
}
