package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.potoroo.JacksonSupport;
import dev.potoroo.status.PipelineStatus.Paused;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Paused sources in the store: an object for each, of a step whose name no user can give. So a
 * pause is committed like what happens to a state object.
 */
final class PauseRows {
  private static final String STEP = "/paused-sources";
  private static final int AT_ONCE = 1000;
  private static final ObjectWriter WRITER = JacksonSupport.json().writerFor(Paused.class);
  private static final ObjectReader READER = JacksonSupport.json().readerFor(Paused.class);

  private PauseRows() {}

  /** A source is paused; or resumed, if {@code how} is null. */
  static StateChange row(String source, @Nullable Paused how, Instant at) {
    try {
      byte[] row = how == null ? null : WRITER.writeValueAsBytes(how);
      return new StateChange(STEP, source, 0, at, row);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All of them, by the name of the source. */
  static Map<String, Paused> read(StateStore store) throws StoreException {
    List<String> sources = store.keys(STEP, "", Optional.empty(), AT_ONCE);
    List<Optional<StoredState>> rows = store.load(STEP, sources);
    Map<String, Paused> paused = new HashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      if (rows.get(i).isPresent()) {
        paused.put(sources.get(i), decoded(sources.get(i), rows.get(i).get().state()));
      }
    }
    return paused;
  }

  private static Paused decoded(String source, byte[] row) throws StoreException {
    try {
      return READER.readValue(row);
    } catch (IOException e) {
      throw new StoreException(
          StoreException.Kind.CORRUPT,
          "Why source ["
              + source
              + "] is paused cannot be read. Restore the store from a backup, or begin anew with an"
              + " empty one.",
          e);
    }
  }
}
