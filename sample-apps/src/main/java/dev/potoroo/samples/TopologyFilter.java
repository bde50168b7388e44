package dev.potoroo.samples;

import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.connector.log.LogSink;
import org.slf4j.event.Level;

/** Lets even numbers of 8 bytes pass and drops odd ones. */
public final class TopologyFilter implements Pipeline {
  @Override
  public void define(Flow flow) {
    flow.from(Numbers.source("in"))
        .filter(number -> number % 2 == 0)
        .to(Sink.named("out", Numbers.U64).into(LogSink.at(Level.INFO)));
  }
}
