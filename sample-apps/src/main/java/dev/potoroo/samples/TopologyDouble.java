package dev.potoroo.samples;

import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.connector.log.LogSink;
import org.slf4j.event.Level;

/** Doubles unsigned numbers of 8 bytes; what does not fit into them is lost at the top. */
public final class TopologyDouble implements Pipeline {
  @Override
  public void define(Flow flow) {
    flow.from(Numbers.source("in"))
        .map(number -> number * 2)
        .to(Sink.named("out", Numbers.U64).into(LogSink.at(Level.INFO)));
  }
}
