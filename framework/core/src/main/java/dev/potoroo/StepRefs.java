package dev.potoroo;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a step has to do with reference data.
 *
 * @param reads what its handlers read
 * @param holds the Ref whose value its one object is
 * @param most how large that value may be when it is encoded, in bytes
 */
record StepRefs(List<Ref<?>> reads, Optional<Ref<?>> holds, int most) {
  static final StepRefs NONE = new StepRefs(List.of(), Optional.empty(), Integer.MAX_VALUE);

  StepRefs reading(List<Ref<?>> more) {
    List<Ref<?>> all = Stream.concat(reads.stream(), more.stream()).distinct().toList();
    return new StepRefs(all, holds, most);
  }

  StepRefs holding(Ref<?> ref) {
    return new StepRefs(reads, Optional.of(ref), most);
  }

  StepRefs atMost(int bytes) {
    return new StepRefs(reads, holds, bytes);
  }

  /** A handler reads only what its step says: whether all of it is defined was checked by that. */
  void checkReads(String step, Ref<?> ref) {
    if (!reads.contains(ref)) {
      throw new IllegalStateException(
          "a handler of step ["
              + step
              + "] reads Ref ["
              + ref.name()
              + "], but the step reads "
              + reads.stream().map(Ref::name).toList()
              + ". Add .reads(...) with it to the step.");
    }
  }

  void checkSize(String step, int bytes) {
    if (bytes > most) {
      throw new IllegalArgumentException(
          "the value of Ref ["
              + step
              + "] would be ["
              + bytes
              + "] bytes encoded, and potoroo.references.max-size is ["
              + most
              + "]: every node keeps it in memory. Make it smaller, or keep it in a step by key and"
              + " join it.");
    }
  }
}
