package dev.potoroo.internal.runtime;

import dev.potoroo.store.StateChange;
import dev.potoroo.store.StoreException;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes what a round has changed, and writes it in parts. The states are all over the heap: some
 * are fetched ahead, where none waits for another, and a part is so small that the store finds it
 * in the processor's caches. With a million keys an object takes 0.4 microseconds to be encoded and
 * written to RocksDB's batch; it takes 0.7 if it is not fetched ahead, and in parts of 10 000.
 */
final class EncodedParts {
  private final int partSize;
  private final Writer writer;
  private final Prefetch prefetch = new Prefetch();
  private List<StateChange> part = new ArrayList<>();
  private long objects;
  private long bytes;

  /** Takes a part. */
  interface Writer {
    /** Returns how many bytes were written. */
    long write(List<StateChange> part) throws StoreException;
  }

  /**
   * Writes nothing yet.
   *
   * @param partSize how many changes the writer wants to have at once
   */
  EncodedParts(int partSize, Writer writer) {
    this.partSize = partSize;
    this.writer = writer;
  }

  /**
   * Adds what was changed on a lane.
   *
   * @throws NotEncodedException if a state cannot be encoded
   */
  void add(LaneChanges changes) throws StoreException {
    List<Captured> captured = changes.objects();
    for (int from = 0; from < captured.size(); from += Prefetch.AT_ONCE) {
      List<Captured> some =
          captured.subList(from, Math.min(captured.size(), from + Prefetch.AT_ONCE));
      prefetch.states(some);
      for (Captured one : some) {
        add(encoded(one));
      }
    }
    objects += captured.size();
    for (StateChange row : changes.rows()) {
      add(row);
    }
  }

  private void add(StateChange change) throws StoreException {
    part.add(change);
    if (part.size() == partSize) {
      writePart();
    }
  }

  /** Writes what is left. */
  void end() throws StoreException {
    if (!part.isEmpty()) {
      writePart();
    }
  }

  private void writePart() throws StoreException {
    bytes += writer.write(part);
    part = new ArrayList<>(partSize);
  }

  private static StateChange encoded(Captured one) {
    try {
      return one.encoded();
    } catch (Throwable e) {
      Fatal.rethrow(e);
      throw new NotEncodedException(one, e);
    }
  }

  /** How many state objects have been added. */
  long objects() {
    return objects;
  }

  /** How many bytes have been written. */
  long bytes() {
    return bytes;
  }

  /** A state cannot be encoded. */
  static final class NotEncodedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Captured what;

    NotEncodedException(Captured what, Throwable cause) {
      super(cause);
      this.what = what;
    }

    Captured what() {
      return what;
    }
  }
}
