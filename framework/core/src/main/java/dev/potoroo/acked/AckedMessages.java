package dev.potoroo.acked;

import dev.potoroo.Codec;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.Step;
import dev.potoroo.connector.tcp.Message;
import java.time.Duration;

/**
 * What a pipeline needs so that each message of an {@link dev.potoroo.connector.tcp.AckedTcpSource}
 * takes effect once, however often it is sent:
 *
 * <pre>{@code
 * flow.from(Source.named("ticks", AckedMessages.codec()).from(AckedTcpSource.listen(host, port)))
 *     .keyBy(Message::stream)
 *     .step(AckedMessages.once("ticks-once", Duration.ofDays(7)))
 *     .map(Codec.json(Tick.class)::decode)
 * }</pre>
 *
 * <p>The highest id of each stream is state of that step: it is committed together with all that
 * the messages have changed, is the same on all nodes, and outlives restarts.
 */
public final class AckedMessages {
  private AckedMessages() {}

  /**
   * What {@link #once} knows of a stream.
   *
   * @param id the highest that has passed; 0 before the first
   * @param repeats how many messages did not pass, since they had come before
   */
  public record Seen(long id, long repeats) {}

  /** Whole messages; give it to the source. */
  public static Codec<Message> codec() {
    return Codec.of(Message::decode, Message::encode).named(Message.CODEC);
  }

  /**
   * A step that lets each message pass once, as its payload: those with an id above all before it
   * in its stream. It must be keyed by {@link Message#stream}.
   *
   * @param name of the step
   * @param keep how long a stream is remembered after its last message; what is sent again later
   *     counts again
   */
  public static Step<Message, Seen, byte[]> once(String name, Duration keep) {
    return Step.named(name)
        .in(Message.class)
        .state(Seen.class, () -> new Seen(0, 0))
        .out(byte[].class)
        .on(
            Message.class,
            (seen, message, ctx) ->
                message.id() <= seen.id()
                    ? ctx.become(new Seen(seen.id(), seen.repeats() + 1))
                    : ctx.become(new Seen(message.id(), seen.repeats())).emit(message.payload()))
        .ttl(keep)
        .onError(ErrorPolicy.deadLetter());
  }
}
