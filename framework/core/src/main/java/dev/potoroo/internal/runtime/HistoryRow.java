package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.potoroo.JacksonSupport;
import dev.potoroo.store.StoreException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The superseded versions of an object that are kept, the oldest first. They are stored as an
 * object of its own, with the same key, of a step whose name no user can give: so they are
 * committed with what supersedes them, and every store can keep them. Immutable.
 *
 * @param format the version of this form
 */
record HistoryRow(int format, List<Version> versions) {
  private static final int FORMAT = 1;
  private static final ObjectWriter WRITER = JacksonSupport.cbor().writerFor(HistoryRow.class);
  private static final ObjectReader READER = JacksonSupport.cbor().readerFor(HistoryRow.class);

  /** Nothing is kept. */
  static final HistoryRow NONE = new HistoryRow(FORMAT, List.of());

  /**
   * A superseded version.
   *
   * @param version how many updates the object had seen
   * @param round the round that wrote it
   * @param lastTouched when its last record was handled
   * @param supersededIn the round that wrote what came after it
   * @param supersededAt when that was
   * @param removed whether the object was removed by that
   * @param state its state, encoded; null if it was too large to be kept
   */
  record Version(
      long version,
      long round,
      Instant lastTouched,
      long supersededIn,
      Instant supersededAt,
      boolean removed,
      byte @Nullable [] state) {

    private int size() {
      return state == null ? 0 : state.length;
    }

    private Version atMost(int size) {
      return size() <= size
          ? this
          : new Version(version, round, lastTouched, supersededIn, supersededAt, removed, null);
    }
  }

  /** The name under which the history of a step's objects is stored. */
  static String stepOf(String step) {
    return step + "/history";
  }

  /** This with a version that is superseded now, and without what is not to be kept beside it. */
  HistoryRow with(Version superseded, HistoryLimits limits) {
    List<Version> all = new ArrayList<>(keptAt(superseded.supersededAt(), limits));
    all.add(superseded.atMost(limits.size()));
    int first = Math.max(0, all.size() - limits.versions());
    long size = all.subList(first, all.size()).stream().mapToLong(Version::size).sum();
    while (size > limits.size()) {
      size -= all.get(first++).size();
    }
    return new HistoryRow(FORMAT, List.copyOf(all.subList(first, all.size())));
  }

  /** The versions that were not superseded too long ago. */
  List<Version> keptAt(Instant now, HistoryLimits limits) {
    if (limits.versions() == 0) {
      return List.of();
    }
    Instant oldest = now.minus(limits.age());
    return versions.stream().filter(one -> !one.supersededAt().isBefore(oldest)).toList();
  }

  byte[] encoded() {
    try {
      return WRITER.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads what {@link #encoded} has made.
   *
   * @throws StoreException {@link StoreException.Kind#CORRUPT} if it is none, {@link
   *     StoreException.Kind#REFUSED} if a newer version of Potoroo wrote it
   */
  static HistoryRow decoded(String step, String key, byte[] stored) throws StoreException {
    String what = "The history of key [" + key + "] of step [" + step + "]";
    HistoryRow row;
    try {
      row = READER.readValue(stored);
    } catch (IOException e) {
      throw new StoreException(
          StoreException.Kind.CORRUPT,
          what
              + " is damaged in the store: it is not what was written there. Restore the store from"
              + " a backup, or begin anew with an empty one.",
          e);
    }
    if (row.format() != FORMAT) {
      throw new StoreException(
          StoreException.Kind.REFUSED,
          what + " was stored by a newer version of Potoroo. Run that version, or a later one.",
          null);
    }
    return row;
  }
}
