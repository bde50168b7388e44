package dev.potoroo.samples;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.connector.console.ConsoleSink;
import dev.potoroo.connector.file.FileSource;

/** Writes what it reads, whatever it is; to see how fast records come and go. */
public final class Passthrough implements Pipeline {
  @Override
  public void define(Flow flow) {
    flow.from(
            Source.named("in", Codec.bytes())
                .from(FileSource.resource(Passthrough.class, "text.txt")))
        .to(Sink.named("out", Codec.bytes()).into(ConsoleSink.stdout()));
  }
}
