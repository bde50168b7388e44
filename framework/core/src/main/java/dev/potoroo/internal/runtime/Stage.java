package dev.potoroo.internal.runtime;

import dev.potoroo.connector.SinkRecord;
import dev.potoroo.internal.staging.SegmentKey;
import dev.potoroo.internal.staging.StagedRecords;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The staged output of one sink in the store, in one generation. Blocks until the store answers.
 * Its methods throw {@link NodeStore.UnwantedException} when the generation is over, or what the
 * store has said ends it or the run; both have been told then.
 */
final class Stage {
  private static final int KEYS_AT_ONCE = 1000;

  private final Node node;
  private final String sink;
  private final String step;
  private final GenerationStore store;

  Stage(Node node, String sink, long generation) {
    this.node = node;
    this.sink = sink;
    this.step = SegmentKey.step(sink);
    this.store = new GenerationStore(node, generation);
  }

  /** Whether the generation goes on. */
  boolean wanted() {
    return store.wanted();
  }

  /** Writes a round's segments, and removes others, as a part of that round. */
  void write(int slot, long round, List<ByteBuffer> segments, List<SegmentKey> removed) {
    if (!removed.isEmpty()) {
      write(round, removed.stream().map(key -> change(key, 1, null)).toList());
    }
    for (int i = 0; i < segments.size(); i++) {
      // One at a time, and a copy for the store, which may keep it: neither is there for long.
      ByteBuffer segment = segments.get(i);
      byte[] bytes = new byte[segment.limit()];
      segment.get(0, bytes);
      write(round, List.of(change(new SegmentKey(slot, round, i), 0, bytes)));
    }
  }

  private void write(long round, List<StateChange> changes) {
    store.ask(s -> s.write(store.generation(), round, changes));
  }

  private StateChange change(SegmentKey key, long version, byte @Nullable [] segment) {
    return new StateChange(step, key.text(), version, node.clock().instant(), segment);
  }

  /** The segments of a slot in committed rounds, by round. */
  SortedMap<Long, List<SegmentKey>> staged(int slot) {
    SortedMap<Long, List<SegmentKey>> found = new TreeMap<>();
    Optional<String> after = Optional.empty();
    List<String> page;
    do {
      Optional<String> from = after;
      page = store.ask(s -> s.keys(step, SegmentKey.prefix(slot), from, KEYS_AT_ONCE));
      for (String text : page) {
        SegmentKey key = SegmentKey.parse(text);
        found.computeIfAbsent(key.round(), round -> new ArrayList<>()).add(key);
        after = Optional.of(text);
      }
    } while (page.size() == KEYS_AT_ONCE);
    return found;
  }

  /** The records of segments, in order. */
  List<SinkRecord> read(List<SegmentKey> keys) {
    List<String> texts = keys.stream().map(SegmentKey::text).toList();
    return store.ask(s -> read(texts, s.load(step, texts)));
  }

  private List<SinkRecord> read(List<String> keys, List<Optional<StoredState>> states)
      throws StoreException {
    StagedRecords records = new StagedRecords();
    for (int i = 0; i < keys.size(); i++) {
      try {
        byte[] bytes = states.get(i).orElseThrow(() -> new IOException("is missing")).state();
        records.append(ByteBuffer.wrap(bytes));
      } catch (IOException e) {
        throw new StoreException(
            StoreException.Kind.CORRUPT,
            "Segment ["
                + keys.get(i)
                + "] of the output of sink ["
                + sink
                + "] in the store "
                + e.getMessage()
                + ".",
            e);
      }
    }
    return records;
  }
}
