package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slots, origins, keys, shards and read batches. */
@Timeout(60)
class PlainPartsTest {

  @Test
  void aKeyIsPresentNotEmptyNotLargeAndValidUnicode() {
    assertThat(Keys.faultOf(null, 9)).isEqualTo("the key is null");
    assertThat(Keys.faultOf("", 9)).isEqualTo("the key is empty");
    assertThat(Keys.faultOf("123456789", 9)).isNull();
    assertThat(Keys.faultOf("1234567890", 9))
        .isEqualTo("the key is larger than potoroo.max-key-size [9 bytes]");
    assertThat(Keys.faultOf("äöü", 6)).isNull();
    assertThat(Keys.faultOf("äöü", 5)).contains("larger");
    assertThat(Keys.faultOf("日本語", 9)).isNull();
    assertThat(Keys.faultOf("日本語", 8)).contains("larger");
    assertThat(Keys.faultOf("😀", 4)).isNull();
    assertThat(Keys.faultOf("a\ud83d", 9)).contains("lone surrogate");
    assertThat(Keys.faultOf("\ude00\ud83d", 9)).contains("lone surrogate");
    assertThat(Keys.faultOf("\ud83d", 1)).isNotNull();
  }

  @Test
  void theShardOfAKeyNeverChanges() {
    // Nodes of different versions must agree: these numbers are part of the protocol.
    assertThat(
            List.of("a", "b", "ab", "key-1", "key-2", "äöü", "😀", "\0").stream()
                .map(key -> KeyShards.shardOf(key, 128))
                .toList())
        .isEqualTo(GOLDEN_OF_128);
    assertThat(KeyShards.shardOf("key-1", 1)).isZero();
    assertThat(KeyShards.shardOf("key-1", 10_000)).isEqualTo(GOLDEN_OF_10_000);
  }

  @Test
  void aShardRegionKnowsWhereAnObjectIsToStart() {
    KeyShards shards = new KeyShards(128);
    Object start = new EntityMessage.Start(null, new ActorSlot("a"), "2:a");
    assertThat(shards.entityId(start)).isEqualTo("2:a");
    assertThat(shards.shardId(start)).isEqualTo(GOLDEN_OF_128.get(0).toString());
    assertThat(shards.entityMessage(start)).isSameAs(start);
    assertThat(shards.entityId("something else")).isNull();
    assertThat(shards.shardId("something else")).isNull();
  }

  private static final List<Integer> GOLDEN_OF_128 = List.of(36, 1, 112, 77, 42, 93, 7, 0);
  private static final int GOLDEN_OF_10_000 = 9213;

  @Test
  void similarKeysSpreadOverShards() {
    for (String prefix : List.of("", "k", "user-000", "https://example.org/item?id=")) {
      for (int shards : new int[] {2, 3, 16, 128, 1000}) {
        int[] count = new int[shards];
        int keys = shards * 200;
        for (int i = 0; i < keys; i++) {
          count[KeyShards.shardOf(prefix + i, shards)]++;
        }
        assertThat(Arrays.stream(count).max().orElseThrow())
            .as("%s over %s", prefix, shards)
            .isLessThan(400);
        assertThat(Arrays.stream(count).min().orElseThrow()).isGreaterThan(50);
      }
    }
  }

  private static final Flight FLIGHT = new Flight(1);
  private static final Origin HERE = new Origin.Local(FLIGHT, 3, 1, () -> {}, () -> {});
  private static final Origin THERE = new Origin.Remote(FLIGHT, 1, delta -> {});

  private static Batch batch(Origin origin, String... records) {
    Batch batch = new Batch(0, 1);
    for (String record : records) {
      batch.add("k", record);
    }
    batch.origin = origin;
    batch.linkable();
    return batch;
  }

  @Test
  void aSlotTellsItsFirstRecordAndKeepsOrder() {
    ActorSlot slot = new ActorSlot("k");
    assertThat(slot.idle()).isTrue();
    Batch here = batch(HERE, "a", "b", "other", "c");
    assertThat(slot.add(here, 0)).isTrue();
    assertThat(slot.add(here, 1)).isFalse();
    assertThat(slot.add(here, 3)).isFalse();
    assertThat(slot.idle()).isFalse();
    assertThat(slot.first).isZero();
    assertThat(here.next(0)).isEqualTo(1);
    assertThat(here.next(1)).isEqualTo(3);
    assertThat(here.next(3)).as("none follows").isZero();
    slot.first = 1;
    assertThat(slot.add(batch(THERE, "other", "later"), 1)).isTrue();
    assertThat(slot.waiting())
        .containsExactly(
            new Slot.Waiting(HERE, 0, "b", null), new Slot.Waiting(HERE, 0, "c", null));
    slot.holdBack();
    assertThat(slot.waiting())
        .containsExactly(
            new Slot.Waiting(HERE, 0, "b", null),
            new Slot.Waiting(HERE, 0, "c", null),
            new Slot.Waiting(THERE, 0, "later", null));
    assertThat(slot.idle()).isFalse();
    slot.forgetRecords();
    assertThat(slot.idle()).isTrue();
  }

  @Test
  void reliefIsToldOnlyToThoseThatWaited() {
    AtomicInteger told = new AtomicInteger();
    Origin.Local origin = new Origin.Local(FLIGHT, 3, 10, told::incrementAndGet, () -> {});
    assertThat(origin.node()).isEqualTo(3);
    origin.add(10);
    origin.add(-5);
    assertThat(told).hasValue(0);
    origin.add(5);
    assertThat(origin.full()).isTrue();
    origin.add(-1);
    assertThat(told).hasValue(1);
    assertThat(origin.full()).isFalse();
    origin.add(-1);
    assertThat(told).hasValue(1);
    origin.limit(0);
    origin.add(-8);
    assertThat(origin.full()).as("one is always allowed").isFalse();
    origin.add(1);
    assertThat(origin.full()).isTrue();
    assertThat(origin.inFlight()).isEqualTo(1);
  }

  @Test
  void emptinessIsToldWhileDraining() {
    AtomicInteger told = new AtomicInteger();
    Origin.Local origin = new Origin.Local(FLIGHT, 0, 10, () -> {}, told::incrementAndGet);
    origin.add(2);
    origin.add(-2);
    assertThat(told).hasValue(0);
    origin.draining(true);
    origin.add(2);
    origin.add(-1);
    assertThat(told).hasValue(0);
    origin.add(-1);
    assertThat(told).hasValue(1);
  }

  @Test
  void reliefIsNeverLost() throws Exception {
    Thread reader = Thread.currentThread();
    Origin.Local origin =
        new Origin.Local(
            FLIGHT, 0, 4, () -> java.util.concurrent.locks.LockSupport.unpark(reader), () -> {});
    int records = 300_000;
    AtomicLong sent = new AtomicLong();
    AtomicLong done = new AtomicLong();
    List<Thread> workers = new ArrayList<>();
    for (int w = 0; w < 2; w++) {
      Thread worker =
          new Thread(
              () -> {
                while (true) {
                  long d = done.get();
                  if (d == records) {
                    return;
                  }
                  if (d < sent.get() && done.compareAndSet(d, d + 1)) {
                    origin.add(-1);
                  }
                }
              });
      worker.setDaemon(true);
      worker.start();
      workers.add(worker);
    }
    for (int i = 0; i < records; i++) {
      while (origin.full()) {
        // Without a time limit: a lost notification hangs, and the test times out.
        java.util.concurrent.locks.LockSupport.park(this);
      }
      origin.add(1);
      sent.incrementAndGet();
    }
    for (Thread worker : workers) {
      worker.join();
    }
    assertThat(origin.inFlight()).isZero();
  }

  @Test
  void aRemoteOriginGathersChangesAndLosesNone() throws Exception {
    AtomicLong sum = new AtomicLong();
    AtomicInteger messages = new AtomicInteger();
    Origin.Remote origin =
        new Origin.Remote(
            FLIGHT,
            7,
            delta -> {
              sum.addAndGet(delta);
              messages.incrementAndGet();
            });
    assertThat(origin.node()).isEqualTo(7);
    origin.flush();
    assertThat(messages).as("nothing to say").hasValue(0);
    origin.add(5);
    origin.add(-5);
    origin.flush();
    assertThat(messages).hasValue(0);
    origin.add(4095);
    assertThat(messages).hasValue(0);
    origin.add(1);
    assertThat(messages).hasValue(1);
    assertThat(sum).hasValue(4096);
    origin.add(-4096);
    assertThat(sum).hasValue(0);
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  origin.add(i % 3 == 0 ? 2 : -1);
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    origin.flush();
    assertThat(sum).hasValue(4 * (33_334 * 2 - 66_666));
  }

  @Test
  void aReadBatchGrowsBeyondItsLimitIfAReaderDoesNotStop() {
    ReadBatch batch = new ReadBatch(2);
    batch.add(new byte[] {1}, 10);
    assertThat(batch.full()).isFalse();
    batch.addDecoded("decoded", 11);
    assertThat(batch.full()).isTrue();
    batch.reject(new byte[] {2, 3}, 99, 12, "too-large", "99 bytes");
    batch.add(new byte[] {4}, 13);
    batch.add(new byte[] {5}, 14);
    assertThat(batch.size()).isEqualTo(5);
    assertThat(batch.bytes()).isEqualTo(5);
    assertThat(batch.raw(0)).containsExactly(1);
    assertThat(batch.decoded(0)).isNull();
    assertThat(batch.decoded(1)).isEqualTo("decoded");
    assertThat(batch.raw(1)).isEmpty();
    assertThat(batch.error(1)).isNull();
    assertThat(batch.error(2)).isEqualTo("99 bytes");
    assertThat(batch.reason(2)).isEqualTo("too-large");
    assertThat(batch.rawSize(2)).isEqualTo(99);
    assertThat(batch.position(4)).isEqualTo(14);
    batch.clear();
    assertThat(batch.size()).isZero();
    assertThat(batch.bytes()).isZero();
    for (int i = 0; i < 5; i++) {
      assertThat(batch.raw(i)).isEmpty();
      assertThat(batch.decoded(i)).isNull();
      assertThat(batch.error(i)).isNull();
    }
  }

  @Test
  void aReadBatchOfLargeRecordsIsFullEarly() {
    ReadBatch batch = new ReadBatch(1000);
    for (int i = 0; i < 8; i++) {
      assertThat(batch.full()).isFalse();
      batch.add(new byte[1 << 20], i);
    }
    assertThat(batch.full()).isTrue();
  }

  @Test
  void largeRecordsShrinkTheWindowAtOnceAndSmallOnesWidenItSlowly() {
    Origin.Local origin = new Origin.Local(FLIGHT, 0, 1000, () -> {}, () -> {});
    RecordSizes sizes = new RecordSizes(1000, 1 << 20);
    sizes.read(origin, 10, 0);
    origin.add(999);
    assertThat(origin.full()).isFalse();
    sizes.read(origin, 1, 1 << 18);
    origin.add(-995);
    assertThat(origin.full()).as("4 of 256 KiB fill 1 MiB").isTrue();
    origin.add(-1);
    assertThat(origin.full()).isFalse();
    sizes.read(origin, 0, 0);
    assertThat(origin.full()).as("nothing was read").isFalse();
    sizes.read(origin, 1, 1 << 22);
    origin.add(-3);
    assertThat(origin.full()).as("one, however large").isFalse();
    origin.add(998);
    int reads = 0;
    while (origin.full()) {
      sizes.read(origin, 1000, 1000);
      reads++;
    }
    assertThat(reads).isBetween(10, 100);
  }

  @Test
  void batchesGrow() {
    Batch batch = new Batch(3, 1);
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      batch.add("k" + i, random.nextInt());
    }
    assertThat(batch.size).isEqualTo(100);
    assertThat(batch.keys[99]).isEqualTo("k99");
    SinkBatch sink = new SinkBatch();
    for (int i = 0; i < 100; i++) {
      sink.add(i);
    }
    assertThat(sink.records).startsWith(0, 1, 2);
    assertThat(sink.size).isEqualTo(100);
  }
}
