package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.potoroo.JacksonSupport;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Hold} is stored beside its object: as objects of steps whose names no user can give.
 * {@code STEP/quarantine} has a row for each quarantined key, {@code STEP/retry} one for each key
 * that goes on by itself, and {@code STEP/held} the chunks of their records. So they are written
 * with the round, and found again, like any other object.
 */
final class HoldRows {
  private static final int FORMAT = 1;
  private static final ObjectWriter WRITER = JacksonSupport.cbor().writerFor(Head.class);
  private static final ObjectReader READER = JacksonSupport.cbor().readerFor(Head.class);

  private HoldRows() {}

  /** What is stored of a hold beside the records. */
  private record Head(
      int format, Hold.Kind kind, int failures, Hold.Fault fault, HeldRecords.Extent extent) {}

  /** Where the rows of keys that are parked in that way are. */
  static String step(String step, boolean active) {
    return step + (active ? "/retry" : "/quarantine");
  }

  private static String chunks(String step) {
    return step + "/held";
  }

  private static String chunk(String key, int number) {
    return key + "\0" + String.format("%08x", number);
  }

  /** What is to be written of a hold that has changed. */
  static List<StateChange> changes(String step, Hold hold, Instant now) {
    boolean gone = hold.gone;
    List<StateChange> rows = new ArrayList<>();
    Hold.Kind before = hold.stored;
    boolean moved = before != null && (gone || before.active() != hold.kind().active());
    if (before != null && moved) {
      rows.add(row(step(step, before.active()), hold.key, now, null));
    }
    hold.stored = gone ? null : hold.kind();
    if (!gone) {
      rows.add(row(step(step, hold.kind().active()), hold.key, now, head(hold)));
    }
    hold.records
        .takeChanges()
        .forEach(
            (number, bytes) -> rows.add(row(chunks(step), chunk(hold.key, number), now, bytes)));
    return rows;
  }

  private static StateChange row(String step, String key, Instant now, byte @Nullable [] bytes) {
    return new StateChange(step, key, 0, now, bytes);
  }

  private static byte[] head(Hold hold) {
    try {
      return WRITER.writeValueAsBytes(
          new Head(FORMAT, hold.kind(), hold.failures, hold.fault, hold.records.extent()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads the hold of a key, with the chunk that its first record is in; empty if it has none. */
  static Optional<Hold> read(StateStore store, String step, String key) throws StoreException {
    for (boolean active : new boolean[] {false, true}) {
      Optional<StoredState> row = store.load(step(step, active), List.of(key)).get(0);
      if (row.isPresent()) {
        Hold hold = decoded(step, key, row.get().state());
        Integer missing = hold.records.missing();
        if (missing != null) {
          loaded(step, hold, missing, chunk(store, step, key, missing));
        }
        return Optional.of(hold);
      }
    }
    return Optional.empty();
  }

  /** Reads a chunk of held records. */
  static byte[] chunk(StateStore store, String step, String key, int number) throws StoreException {
    return store
        .load(chunks(step), List.of(chunk(key, number)))
        .get(0)
        .map(StoredState::state)
        .orElseThrow(() -> damaged(step, key, null));
  }

  private static void loaded(String step, Hold hold, int number, byte[] stored)
      throws StoreException {
    try {
      hold.records.loaded(number, stored);
    } catch (IllegalArgumentException e) {
      throw damaged(step, hold.key, e);
    }
  }

  private static Hold decoded(String step, String key, byte[] stored) throws StoreException {
    try {
      Head head = READER.readValue(stored);
      if (head.format() != FORMAT) {
        throw new StoreException(
            StoreException.Kind.REFUSED,
            what(step, key)
                + " were stored by a newer version of Potoroo. Run that version, or a later one.",
            null);
      }
      Hold hold = new Hold(key, HeldRecords.restored(head.extent()), head.kind(), head.fault());
      hold.failures = head.failures();
      hold.stored = head.kind();
      return hold;
    } catch (IOException e) {
      throw damaged(step, key, e);
    }
  }

  private static StoreException damaged(String step, String key, @Nullable Exception cause) {
    return new StoreException(
        StoreException.Kind.CORRUPT,
        what(step, key)
            + " are damaged in the store: they are not what was written there. Restore the store"
            + " from a backup, or begin anew with an empty one.",
        cause);
  }

  private static String what(String step, String key) {
    return "Held records of key [" + key + "] of step [" + step + "]";
  }
}
