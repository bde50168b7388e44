package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.potoroo.JacksonSupport;
import dev.potoroo.status.AuditEntry;
import dev.potoroo.status.AuditPage;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The audit log in the store: an object for each entry, of a step whose name no user can give, with
 * keys in the order of time. So an entry is committed with what it tells of, or not at all.
 */
final class AuditRows {
  private static final String STEP = "/audit";
  private static final ObjectWriter WRITER = JacksonSupport.json().writerFor(AuditEntry.class);
  private static final ObjectReader READER = JacksonSupport.json().readerFor(AuditEntry.class);
  private static final Instant LAST = Instant.ofEpochMilli(9_999_999_999_999_999L);
  private static final AtomicLong NUMBER = new AtomicLong();

  private AuditRows() {}

  static StateChange row(AuditEntry entry) {
    String key = time(entry.time()) + " " + entry.node() + " " + NUMBER.incrementAndGet();
    try {
      return new StateChange(STEP, key, 0, entry.time(), WRITER.writeValueAsBytes(entry));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String time(Instant at) {
    // Somebody may ask since a time whose milliseconds no number holds.
    Instant within = at.isBefore(Instant.EPOCH) ? Instant.EPOCH : at.isAfter(LAST) ? LAST : at;
    return String.format("%016d", within.toEpochMilli());
  }

  static AuditPage read(
      StateStore store, Optional<Instant> since, int limit, Optional<String> cursor)
      throws StoreException {
    Optional<String> after = cursor.or(() -> since.map(AuditRows::time));
    List<String> keys = store.keys(STEP, "", after, limit + 1);
    boolean more = keys.size() > limit;
    List<String> shown = more ? keys.subList(0, limit) : keys;
    List<AuditEntry> entries = new ArrayList<>();
    for (Optional<StoredState> row : store.load(STEP, shown)) {
      if (row.isPresent()) {
        entries.add(entry(row.get().state()));
      }
    }
    return new AuditPage(entries, more ? shown.get(shown.size() - 1) : null);
  }

  private static AuditEntry entry(byte[] stored) throws StoreException {
    try {
      return READER.readValue(stored);
    } catch (IOException e) {
      throw new StoreException(
          StoreException.Kind.CORRUPT, "An entry of the audit log cannot be read.", e);
    }
  }
}
