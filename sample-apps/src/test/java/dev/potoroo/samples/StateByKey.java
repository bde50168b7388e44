package dev.potoroo.samples;

import dev.potoroo.Next;
import dev.potoroo.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Applies records to a step as a pipeline would, without one: a state for each key. */
final class StateByKey<I, S, O> {
  private final Step<I, S, O> step;
  private final Map<String, S> states = new HashMap<>();
  private final List<O> emitted = new ArrayList<>();

  StateByKey(Step<I, S, O> step) {
    this.step = step;
  }

  void apply(String key, I record) throws Exception {
    S state = states.getOrDefault(key, step.initialState());
    Next<S, O> next = step.test(key, state, record);
    emitted.addAll(next.emitted());
    switch (next.change()) {
      case BECOME -> states.put(key, next.state());
      case CLEAR -> states.remove(key);
      case KEEP -> {}
    }
  }

  Map<String, S> states() {
    return states;
  }

  List<O> emitted() {
    return emitted;
  }
}
