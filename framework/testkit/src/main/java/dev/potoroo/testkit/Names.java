package dev.potoroo.testkit;

import dev.potoroo.Codec;
import dev.potoroo.internal.topology.Topology;
import java.util.List;
import java.util.stream.Stream;

/** Finds what a test names, and tells it what is wrong. */
final class Names {
  private final Topology topology;
  private final List<String> sources;
  private final List<String> steps;
  private final List<String> sinks;

  Names(Topology topology) {
    this.topology = topology;
    sources = topology.sources().stream().map(Topology.SourceVertex::name).toList();
    steps = topology.steps().stream().map(Topology.StepVertex::name).toList();
    sinks = topology.sinks().stream().map(Topology.SinkVertex::name).toList();
  }

  int source(String name) {
    return indexOf("source", name, sources);
  }

  int step(String name) {
    return indexOf("step", name, steps);
  }

  int sink(String name) {
    return indexOf("sink", name, sinks);
  }

  void requireSourceOrStep(String name) {
    indexOf("source or step", name, Stream.concat(sources.stream(), steps.stream()).toList());
  }

  private int indexOf(String what, String name, List<String> known) {
    int index = known.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "pipeline ["
              + topology.pipeline()
              + "] has no "
              + what
              + " ["
              + name
              + "], but "
              + known);
    }
    return index;
  }

  /** Encodes a record for a source. */
  byte[] encoded(int source, Object record) {
    @SuppressWarnings("unchecked")
    Codec<Object> codec = (Codec<Object>) topology.sources().get(source).source().codec();
    try {
      return codec.encode(record);
    } catch (Exception e) {
      throw new IllegalArgumentException(
          "a record of class ["
              + record.getClass().getName()
              + "] cannot be encoded by source ["
              + sources.get(source)
              + "]: "
              + e
              + ". Put in what the source's codec takes, or bytes with putBytes.",
          e);
    }
  }

  /** Decodes what a sink was given. */
  <T> T ofSink(int sink, byte[] raw, Class<T> type) {
    Codec<?> codec = topology.sinks().get(sink).sink().codec();
    return decoded("sink [" + sinks.get(sink) + "]", codec, raw, type);
  }

  /** Decodes a state of a step. */
  <S> S ofStep(int step, byte[] raw, Class<S> type) {
    Codec<?> codec = topology.steps().get(step).step().stateCodec();
    return decoded("step [" + steps.get(step) + "]", codec, raw, type);
  }

  private static <T> T decoded(String where, Codec<?> codec, byte[] raw, Class<T> type) {
    Object decoded;
    try {
      decoded = codec.decode(raw);
    } catch (Exception e) {
      throw new IllegalStateException(
          "what " + where + " has encoded cannot be decoded by its codec: " + e, e);
    }
    if (!type.isInstance(decoded)) {
      throw new IllegalArgumentException(
          where
              + " has values of class ["
              + decoded.getClass().getName()
              + "], which are no ["
              + type.getName()
              + "]");
    }
    return type.cast(decoded);
  }
}
