package dev.potoroo.internal.runtime;

import dev.potoroo.connector.TransactionalSinkWriter;
import dev.potoroo.internal.staging.SegmentKey;
import dev.potoroo.internal.staging.Segments;
import dev.potoroo.internal.staging.SlotMark;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a sink's records to the store, as a part of their round, and publishes them when it is
 * committed. So that memory stays bounded, a round ends early when it has a lot of output, and is
 * not prepared before all but one of the rounds before it are published.
 */
final class StagingWriter implements TransactionalSinkWriter {
  private static final int MAY_WAIT = 1;

  private final int slot;
  private final String lineage;
  private final Stage stage;
  private final Publications publications;
  private final long enough;
  private final Runnable onEnough;
  private final Segments segments = new Segments();
  private final TreeMap<Long, List<ByteBuffer>> prepared = new TreeMap<>();
  private final Map<Long, Staged> inStore = new HashMap<>();
  private final List<SegmentKey> superfluous;
  private boolean enoughTold;

  /** What is in the store of a round, and in memory. */
  private record Staged(List<SegmentKey> keys, List<ByteBuffer> segments) {}

  /**
   * Makes one.
   *
   * @param superfluous segments in the store that are published
   * @param enough at how many bytes of output a round is to end
   * @param onEnough asks for that
   */
  StagingWriter(
      int slot,
      String lineage,
      Stage stage,
      Publications publications,
      List<SegmentKey> superfluous,
      long enough,
      Runnable onEnough) {
    this.slot = slot;
    this.lineage = lineage;
    this.stage = stage;
    this.publications = publications;
    this.superfluous = new ArrayList<>(superfluous);
    this.enough = enough;
    this.onEnough = onEnough;
  }

  @Override
  public void write(byte[] record) {
    write(null, record);
  }

  @Override
  public void write(@Nullable String key, byte[] record) {
    segments.add(key, record);
    if (!enoughTold && segments.size() >= enough) {
      enoughTold = true;
      onEnough.run();
    }
  }

  @Override
  public void flush() {}

  @Override
  public Map<String, String> prepare(long round) throws InterruptedException {
    publications.awaitAtMost(MAY_WAIT);
    for (long done : publications.takeDone()) {
      Staged published = inStore.remove(done);
      if (published != null) {
        superfluous.addAll(published.keys());
        segments.recycle(published.segments());
      }
    }
    List<ByteBuffer> ofRound = segments.take();
    stage.write(slot, round, ofRound, superfluous);
    superfluous.clear();
    if (!ofRound.isEmpty()) {
      prepared.put(round, ofRound);
      List<SegmentKey> keys = new ArrayList<>();
      for (int i = 0; i < ofRound.size(); i++) {
        keys.add(new SegmentKey(slot, round, i));
      }
      inStore.put(round, new Staged(keys, ofRound));
    }
    enoughTold = false;
    SlotMark mark = new SlotMark(lineage, publications.published());
    return Map.of(SlotMark.key(slot), mark.text());
  }

  @Override
  public void commit(long round) {
    Map<Long, List<ByteBuffer>> committed = prepared.headMap(round, true);
    committed.forEach(publications::add);
    committed.clear();
  }

  /** Waits until all that was committed is published. */
  void finish() throws InterruptedException {
    publications.awaitAtMost(0);
  }

  /** Ends; what is committed and not published yet is published when the sink is opened again. */
  @Override
  public void close() throws Exception {
    publications.stop();
  }
}
