package dev.potoroo.systemtests;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.memory.MemorySink;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/**
 * Numbers from 0 on, added up by key; some of them cannot be handled. Knows what must come of it.
 *
 * @param keys how many there are
 * @param isPoison which numbers the handler throws at
 * @param mutable whether the handler changes its state in place
 */
record Poison(int keys, LongPredicate isPoison, boolean mutable) implements Pipeline {
  static final String STEP = "sum";

  record Sum(long of, long count) {}

  static final class Sums {
    long of;
    long count;
  }

  record Number(String key, long value, boolean bad) {}

  @Override
  public String name() {
    return "poison";
  }

  @Override
  public void define(Flow flow) {
    flow.from(
            Source.named("numbers", Codec.json(Number.class))
                .generatedBy((index, random) -> number(index)))
        .keyBy(Number::key)
        .step(mutable ? mutableStep() : immutableStep())
        .to(Sink.named("none", Codec.lines()).into(MemorySink.create()));
  }

  private static Step<Number, Sum, String> immutableStep() {
    return Step.named(STEP)
        .in(Number.class)
        .state(Sum.class, () -> new Sum(0, 0))
        .out(String.class)
        .on(
            Number.class,
            (sum, number, ctx) -> {
              if (number.bad()) {
                throw new IllegalArgumentException("number [" + number.value() + "] is bad");
              }
              return ctx.become(new Sum(sum.of() + number.value(), sum.count() + 1));
            });
  }

  private static Step<Number, Sums, String> mutableStep() {
    return Step.named(STEP)
        .in(Number.class)
        .mutableState(Sums.class, Sums::new)
        .out(String.class)
        .on(
            Number.class,
            (sums, number, ctx) -> {
              sums.of += number.value();
              sums.count++;
              if (number.bad()) {
                throw new IllegalArgumentException("number [" + number.value() + "] is bad");
              }
              return ctx.keep();
            });
  }

  private Number number(long index) {
    return new Number(key(index), index, isPoison.test(index));
  }

  private String key(long index) {
    // Odd and large: each number has another neighbour each time.
    return "key-" + Math.floorMod(index * 0x9E3779B97F4A7C15L >>> 20, keys);
  }

  /** The keys that must be parked after that many records. */
  Set<String> parked(long records) {
    Set<String> parked = new TreeSet<>();
    for (long i = 0; i < records; i++) {
      if (isPoison.test(i)) {
        parked.add(key(i));
      }
    }
    return parked;
  }

  /** What each key's sum must be: of what came before its first bad number. */
  Map<String, Sum> sums(long records) {
    Map<String, Sum> sums = new HashMap<>();
    Set<String> parked = new TreeSet<>();
    for (long i = 0; i < records; i++) {
      String key = key(i);
      if (isPoison.test(i)) {
        parked.add(key);
      }
      if (!parked.contains(key)) {
        long value = i;
        sums.merge(
            key, new Sum(value, 1), (a, b) -> new Sum(a.of() + b.of(), a.count() + b.count()));
      }
    }
    return sums;
  }
}
