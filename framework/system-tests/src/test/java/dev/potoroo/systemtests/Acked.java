package dev.potoroo.systemtests;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.acked.AckedMessages;
import dev.potoroo.connector.tcp.Message;
import java.time.Duration;

/** Counts what is sent, by customer, each message once. */
public final class Acked implements Pipeline {
  @Override
  public void define(Flow flow) {
    flow.from(Source.named("orders", AckedMessages.codec()))
        .keyBy(Message::stream)
        .step(AckedMessages.once("orders-once", Duration.ofHours(1)))
        .map(Codec.lines()::decode)
        .map(Counted::order)
        .keyBy(Counted.Order::customer)
        .step(Counted.COUNT)
        .to(Sink.named("counts", Codec.lines()));
  }
}
