package dev.potoroo.internal.runtime;

import dev.potoroo.Aggregate;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.Fn;
import dev.potoroo.internal.topology.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns a fused {@link Stage} into something that runs, for one thread. */
final class Emitters {
  private static final Object FAILED = new Object();
  private static final Object NULL = new Object();

  private final Outbox outbox;
  private final Trouble trouble;
  private final int maxKeySize;

  /** Takes one record through a stage. */
  interface Emitter {
    void emit(Object record);
  }

  private Emitters(Outbox outbox, Trouble trouble, int maxKeySize) {
    this.outbox = outbox;
    this.trouble = trouble;
    this.maxKeySize = maxKeySize;
  }

  static Emitter of(Stage stage, Outbox outbox, Trouble trouble, int maxKeySize) {
    return new Emitters(outbox, trouble, maxKeySize).emitter(stage);
  }

  @SuppressWarnings("unchecked")
  private Emitter emitter(Stage stage) {
    if (stage instanceof Stage.Fork fork) {
      Emitter[] ways = fork.branches().stream().map(this::emitter).toArray(Emitter[]::new);
      return record -> {
        for (Emitter way : ways) {
          way.emit(record);
        }
      };
    }
    if (stage instanceof Stage.ToSink to) {
      return record -> outbox.sink(to.sink(), record);
    }
    if (stage instanceof Stage.ToStep to) {
      return to.combine().isPresent()
          ? combined(to, (Aggregate<Object, Object, ?>) to.combine().get())
          : record -> keyed(to, record);
    }
    return operator((Stage.Apply) stage);
  }

  @SuppressWarnings("unchecked")
  private Emitter operator(Stage.Apply apply) {
    Emitter next = emitter(apply.next());
    return switch (apply.kind()) {
      case MAP -> map((Fn<Object, Object>) apply.function(), next);
      case FILTER -> filter((Fn<Object, Boolean>) apply.function(), next);
      case FLAT_MAP -> flatMap((Fn<Object, Iterable<Object>>) apply.function(), next);
      case ONLY -> only((Class<Object>) apply.function(), next);
      case PEEK -> peek((Consumer<Object>) apply.function(), next);
    };
  }

  private Emitter map(Fn<Object, Object> fn, Emitter next) {
    Fn<Object, Object> notNull =
        in ->
            Objects.requireNonNull(
                fn.apply(in), "map gave null. Use filter or flatMap to leave records out.");
    return record -> {
      Object out = attempt(notNull, record, "operator");
      if (out != FAILED) {
        next.emit(out);
      }
    };
  }

  private Emitter filter(Fn<Object, Boolean> fn, Emitter next) {
    return record -> {
      if (attempt(fn, record, "operator") == Boolean.TRUE) {
        next.emit(record);
      }
    };
  }

  private Emitter flatMap(Fn<Object, Iterable<Object>> fn, Emitter next) {
    // A lazy iterable, which a collection may be too, may throw half-way: it is read to its end
    // before anything goes on.
    Fn<Object, Object> whole =
        in -> {
          Iterable<Object> out =
              Objects.requireNonNull(fn.apply(in), "flatMap gave null. Return an empty list.");
          if (out instanceof Collection<?> collection) {
            return Arrays.asList(collection.toArray());
          }
          List<Object> all = new ArrayList<>();
          out.forEach(all::add);
          return all;
        };
    return record -> {
      Object out = attempt(whole, record, "operator");
      if (out != FAILED) {
        for (Object one : (Collection<?>) out) {
          if (one == null) {
            giveUp(record, "operator", new NullPointerException("flatMap gave a null record"));
          } else {
            next.emit(one);
          }
        }
      }
    };
  }

  private Emitter only(Class<Object> type, Emitter next) {
    return record -> {
      if (type.isInstance(record)) {
        next.emit(record);
      }
    };
  }

  private Emitter peek(Consumer<Object> look, Emitter next) {
    Fn<Object, Object> looked =
        in -> {
          look.accept(in);
          return in;
        };
    return record -> {
      if (attempt(looked, record, "operator") != FAILED) {
        next.emit(record);
      }
    };
  }

  private void keyed(Stage.ToStep to, Object record) {
    String key = keyOf(to, record);
    if (key != null) {
      outbox.keyed(to.step(), key, record);
    }
  }

  private Emitter combined(Stage.ToStep to, Aggregate<Object, Object, ?> by) {
    return record -> {
      String key = keyOf(to, record);
      if (key != null) {
        attempt(one -> outbox.combine(to.step(), key, one, by), record, "operator");
      }
    };
  }

  /** The key of a record; null if it has none and so was given up. */
  private @Nullable String keyOf(Stage.ToStep to, Object record) {
    Object key = attempt(to.extractor(), record, "key");
    if (key == FAILED) {
      return null;
    }
    String text = key instanceof String string ? string : null;
    String fault = Keys.faultOf(text, maxKeySize);
    if (fault != null) {
      giveUp(record, "key", new IllegalArgumentException(fault));
      return null;
    }
    return text;
  }

  private Object attempt(Fn<Object, ?> fn, Object record, String reason) {
    for (int failures = 1; ; failures++) {
      try {
        return Objects.requireNonNullElse(fn.apply(record), NULL);
      } catch (Throwable error) {
        Fatal.rethrow(error);
        ErrorPolicy policy = trouble.policy().forError(error);
        if (failures > policy.retries()) {
          trouble.givenUp(record, policy, reason, error);
          return FAILED;
        }
        trouble.pause(policy.backoff(failures));
      }
    }
  }

  private void giveUp(Object record, String reason, Throwable error) {
    trouble.givenUp(record, trouble.policy().forError(error), reason, error);
  }
}
