package dev.potoroo.connector.pekko;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Source;

/** One run of a stream, from its start until it breaks. Thread-safe. */
final class Attempt {
  private final SharedKillSwitch off = KillSwitches.shared("attempt");
  private final CompletableFuture<Object> broken = new CompletableFuture<>();
  private final long begun = System.nanoTime();

  /** The stream; {@code onFailure} is told why it breaks. */
  <T> Source<T, NotUsed> of(Source<T, ?> source, Consumer<Throwable> onFailure) {
    return source
        .via(off.flow())
        .watchTermination(
            (mat, done) -> {
              var unused =
                  done.whenComplete(
                      (ok, e) -> {
                        if (e != null) {
                          onFailure.accept(e);
                          broken.complete(e);
                        }
                      });
              return NotUsed.getInstance();
            });
  }

  /** Breaks it; nothing if it is over. */
  void abort(Throwable why) {
    off.abort(why);
  }

  /** Done when it breaks. */
  CompletableFuture<Object> broken() {
    return broken;
  }

  long ageNanos() {
    return System.nanoTime() - begun;
  }
}
