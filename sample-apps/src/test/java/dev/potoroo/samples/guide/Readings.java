package dev.potoroo.samples.guide;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.acked.AckedMessages;
import dev.potoroo.client.AckedClient;
import dev.potoroo.client.ClientStream;
import dev.potoroo.connector.console.ConsoleSink;
import dev.potoroo.connector.tcp.AckedTcpSource;
import dev.potoroo.connector.tcp.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Of the guide to acknowledged TCP: readings that have their effect once. */
final class Readings implements Pipeline {
  record Reading(String meter, long used) {}

  static final Step<Reading, Long, Reading> TOTAL =
      Step.named("total")
          .in(Reading.class)
          .state(Long.class, () -> 0L)
          .out(Reading.class)
          .on(
              Reading.class,
              (total, reading, ctx) ->
                  ctx.become(total + reading.used())
                      .emit(new Reading(reading.meter(), total + reading.used())));

  @Override
  public void define(Flow flow) {
    // #region readings
    flow.from(
            Source.named("readings", AckedMessages.codec())
                .from(AckedTcpSource.listen("127.0.0.1", 7002)))
        .keyBy(Message::stream)
        .step(AckedMessages.once("readings-once", Duration.ofDays(7)))
        .map(Codec.json(Reading.class)::decode)
        .keyBy(Reading::meter)
        .step(TOTAL)
        .to(Sink.named("totals", Codec.json(Reading.class)).into(ConsoleSink.stdout()));
    // #endregion
  }

  // #region client
  /** Sends the lines of a file; returns when all that they have changed is committed. */
  static void send(AckedClient.Options servers, String name, Path file)
      throws IOException, InterruptedException {
    try (AckedClient client = servers.start()) {
      ClientStream stream = client.stream(name);
      long number = 0;
      for (String line : Files.readAllLines(file)) {
        stream.send(++number, line.getBytes(StandardCharsets.UTF_8));
      }
      stream.end();
    }
  }
  // #endregion
}
