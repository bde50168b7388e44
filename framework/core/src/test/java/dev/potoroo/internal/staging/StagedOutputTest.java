package dev.potoroo.internal.staging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.RoundMarker;
import dev.potoroo.connector.SinkRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StagedOutputTest {
  private static final SlotMark MARK = new SlotMark("a-lineage", 3);

  @Test
  void segmentsGiveBackWhatWasPutIntoThemInOrder() throws IOException {
    Random random = new Random(1);
    Segments segments = new Segments();
    for (int times = 0; times < 3; times++) {
      List<String> put = new ArrayList<>();
      long bytes = 0;
      for (int i = 0; i < 3000; i++) {
        String key = i % 3 == 0 ? null : "kéy-" + "k".repeat(random.nextInt(5));
        String value = "v".repeat(random.nextInt(i % 500 == 0 ? 2_000_000 : 2000)) + i;
        segments.add(key, value.getBytes(UTF_8));
        put.add(key + "=" + value);
        bytes += value.length();
      }
      assertThat(segments.size()).isGreaterThan(bytes);
      List<String> got = new ArrayList<>();
      List<ByteBuffer> taken = segments.take();
      StagedRecords records = new StagedRecords();
      for (ByteBuffer segment : taken) {
        records.append(segment);
      }
      for (SinkRecord record : records) {
        got.add(record.key() + "=" + new String(record.value(), UTF_8));
      }
      assertThat(got).isEqualTo(put);
      assertThat(taken).hasSizeBetween(3, 20);
      assertThat(segments.size()).isZero();
      assertThat(segments.take()).isEmpty();
      segments.recycle(taken);
    }
  }

  @Test
  void fillsAgainWhatWasGivenBackButKeepsNotMoreThanRoundsNeed() {
    Segments segments = new Segments();
    List<ByteBuffer> first = filled(segments, 4);
    segments.recycle(first);
    List<ByteBuffer> second = filled(segments, 1);
    assertThat(first).usingElementComparator(SAME).contains(second.get(0));
    List<ByteBuffer> third = filled(segments, 4);
    assertThat(first).usingElementComparator(SAME).containsAll(third.subList(0, 3));
    assertThat(first).usingElementComparator(SAME).doesNotContain(third.get(3));
    segments.recycle(third);
    assertThat(segments.take()).isEmpty();
    assertThat(third).usingElementComparator(SAME).doesNotContain(filled(segments, 1).get(0));
  }

  /** Buffers are equal if they have the same bytes. */
  private static final Comparator<ByteBuffer> SAME = Comparator.comparing(System::identityHashCode);

  private static List<ByteBuffer> filled(Segments segments, int count) {
    for (int i = 0; i < count; i++) {
      segments.add(null, new byte[900_000]);
    }
    List<ByteBuffer> taken = segments.take();
    assertThat(taken).hasSize(count);
    return taken;
  }

  @Test
  void aSegmentThatIsNoneIsNotTakenForOne() {
    Segments segments = new Segments();
    segments.add("key", new byte[10]);
    ByteBuffer taken = segments.take().get(0);
    byte[] segment = Arrays.copyOf(taken.array(), taken.limit());
    for (int length = 2; length < segment.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(segment, 0, length);
      assertThatThrownBy(() -> new StagedRecords().append(cut)).hasMessage("is cut off");
    }
    segment[0] = 2;
    assertThatThrownBy(() -> new StagedRecords().append(ByteBuffer.wrap(segment)))
        .hasMessageContaining("newer version");
  }

  @Test
  void keysOfASlotSortByRoundAndNumber() {
    List<SegmentKey> keys =
        Stream.of(1L, 2L, 15L, 16L, 255L, 256L, 1L << 40, Long.MAX_VALUE)
            .flatMap(
                round -> IntStream.of(0, 9, 10, 70_000).mapToObj(n -> new SegmentKey(12, round, n)))
            .toList();
    List<String> texts = keys.stream().map(SegmentKey::text).toList();
    assertThat(texts).isSorted().allMatch(text -> text.startsWith(SegmentKey.prefix(12)));
    assertThat(texts).noneMatch(text -> text.startsWith(SegmentKey.prefix(1)));
    assertThat(texts.stream().map(SegmentKey::parse)).isEqualTo(keys);
    assertThatThrownBy(() -> SegmentKey.parse("12/1")).hasMessageContaining("[12/1]");
  }

  @Test
  void marksAreReadAsTheyWereWrittenAndOthersPassedOver() {
    Map<String, String> marks =
        Map.of(
            SlotMark.key(0),
            MARK.text(),
            SlotMark.key(12),
            new SlotMark("b", 0).text(),
            "node-7:out/file.txt",
            "12:3:0123abcd",
            "slot:1",
            "12:3:0123abcd");
    assertThat(SlotMark.in(marks)).isEqualTo(Map.of(0, MARK, 12, new SlotMark("b", 0)));
  }

  @Test
  void theMarkerTellsWhatIsToBePublished() {
    assertThat(toPublish(marker(3), 4, 5)).containsExactly(4L, 5L);
    assertThat(toPublish(marker(4), 4, 5)).containsExactly(5L);
    assertThat(toPublish(marker(5), 4, 5)).isEmpty();
    assertThat(toPublish(marker(5))).isEmpty();
    assertThat(toPublish(Optional.empty())).isEmpty();
  }

  @Test
  void aMarkerOfAnotherStoreSaysNothing() {
    Optional<RoundMarker> foreign = Optional.of(new RoundMarker("other", 9));
    SlotMark fresh = new SlotMark("a-lineage", 0);
    assertThat(Recovery.toPublish(fresh, new TreeSet<>(List.of(1L, 2L)), 5, foreign))
        .containsExactly(1L, 2L);
    assertThat(Recovery.toPublish(fresh, new TreeSet<>(List.of(1L)), 5, Optional.empty()))
        .containsExactly(1L);
  }

  @Test
  void doesNotGoOnIfTheStoreIsOlderThanWhatWasPublished() {
    assertThatThrownBy(() -> toPublish(marker(6), 4, 5))
        .hasMessageContaining("round [6] was published")
        .hasMessageContaining("is [5]");
  }

  @Test
  void doesNotGuessIfTheMarkerIsLost() {
    assertThatThrownBy(() -> toPublish(Optional.empty(), 4, 5))
        .hasMessageContaining("rounds [4, 5]")
        .hasMessageContaining("[3] or later");
    assertThatThrownBy(() -> toPublish(Optional.of(new RoundMarker("other", 9)), 4))
        .hasMessageContaining("rounds [4]");
  }

  private static Optional<RoundMarker> marker(long round) {
    return Optional.of(new RoundMarker(MARK.lineage(), round));
  }

  private static Iterable<Long> toPublish(Optional<RoundMarker> marker, Integer... staged) {
    TreeSet<Long> rounds = new TreeSet<>();
    for (int round : staged) {
      rounds.add((long) round);
    }
    return Recovery.toPublish(MARK, rounds, 5, marker);
  }
}
