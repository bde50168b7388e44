package dev.potoroo.testkit.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceContext.Start;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.SourceReader.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every source promises that can be read again: that a pipeline which goes on at a position
 * gets what came after it, whatever has happened in between.
 *
 * <pre>{@code
 * class QueueSourceTest extends SourceContract {
 *   protected SourceConnector source() {
 *     return QueueSource.of("a", "b", "c");
 *   }
 * }
 * }</pre>
 */
@Timeout(120)
public abstract class SourceContract {
  /** The largest record that readers are told to accept. */
  public static final int MAX_RECORD = 1_000;

  /** How much of a rejected record readers are told to keep. */
  public static final int MAX_RAW = 16;

  private static final int HISTORIES = 10;
  private static final int MANY = 1_000;

  /** One for people who make subclasses. */
  protected SourceContract() {}

  /** A source with three records at least in its first partition; the same ones at each call. */
  protected abstract SourceConnector source() throws Exception;

  /**
   * How many records, with those that are rejected, a partition of a source without an end has;
   * empty, as here, if it has an end.
   */
  protected OptionalInt size(String partition) {
    return OptionalInt.empty();
  }

  /** The name of the codec that readers are told of. */
  protected String codec() {
    return "lines";
  }

  /** What a reader is told. */
  protected final SourceContext context(String partition, long start) {
    Start how = start == 0 ? Start.FIRST : Start.RESUMED;
    return new SourceContext("in", partition, how, start, codec(), MAX_RECORD, MAX_RAW);
  }

  private SourceReader open(SourceConnector source, String partition, long start) throws Exception {
    return source.open(context(partition, start));
  }

  /** Whether there is nothing more to come: all was read, or the reader has said so. */
  private boolean isAll(String partition, Progress progress, int read) {
    OptionalInt size = size(partition);
    return size.isPresent() ? read >= size.getAsInt() : progress == Progress.ENDED;
  }

  private Collected rest(SourceConnector source, String partition, long start, int read, int atOnce)
      throws Exception {
    Collected rest = new Collected(MANY);
    if (size(partition).orElse(Integer.MAX_VALUE) <= read) {
      return rest;
    }
    try (SourceReader reader = open(source, partition, start)) {
      Progress progress;
      do {
        progress = poll(reader, atOnce, rest);
      } while (!isAll(partition, progress, read + rest.size()));
    }
    return rest;
  }

  private static Progress poll(SourceReader reader, int atOnce, Collected into) throws Exception {
    Collected batch = new Collected(atOnce);
    Progress progress = reader.poll(batch);
    into.addAll(batch);
    return progress;
  }

  private Collected all(SourceConnector source, String partition) throws Exception {
    return rest(source, partition, 0, 0, MANY);
  }

  /** Reads until there are {@code count} in {@code into}, one at a time. */
  private static void read(SourceReader reader, int count, Collected into) throws Exception {
    while (into.size() < count) {
      Progress progress = poll(reader, 1, into);
      assertThat(progress == Progress.ENDED && into.size() < count)
          .as("ended after [%d] of [%d]", into.size(), count)
          .isFalse();
    }
  }

  @Test
  void hasThePartitionsThatItSays() throws Exception {
    SourceConnector source = source();
    List<String> partitions = source.partitions();
    assertThat(partitions).isNotEmpty().doesNotHaveDuplicates();
    assertThat(source().partitions()).as("of another one").isEqualTo(partitions);
    for (String partition : partitions) {
      int number = source.number(partition);
      assertThat(number).isNotNegative().isEqualTo(source().number(partition));
    }
    assertThat(all(source, partitions.get(0)).size()).isGreaterThan(2);
    assertThat(source.describe()).isNotBlank();
  }

  @Test
  void saysThatItCanBeReadAgain() throws Exception {
    assertThat(source().replayable()).isTrue();
  }

  @Test
  void readsOnFromAnyPositionExactly() throws Exception {
    SourceConnector source = source();
    for (String partition : source.partitions()) {
      Collected all = all(source, partition);
      for (int read = 0; read <= all.size(); read++) {
        for (int atOnce : new int[] {1, 2, MANY}) {
          rest(source, partition, all.positionAfter(read), read, atOnce).requireRestOf(all, read);
        }
      }
    }
  }

  @Test
  void readsOnAfterSeveralRestarts() throws Exception {
    SourceConnector source = source();
    for (String partition : source.partitions()) {
      Collected all = all(source, partition);
      Collected pieces = new Collected(MANY);
      while (pieces.size() < all.size()) {
        long position = pieces.positionAfter(pieces.size());
        try (SourceReader reader = open(source, partition, position)) {
          read(reader, pieces.size() + 1, pieces);
        }
      }
      pieces.requireRestOf(all, 0);
    }
  }

  @Test
  void givesGrowingPositions() throws Exception {
    SourceConnector source = source();
    for (String partition : source.partitions()) {
      assertThat(all(source, partition).positions()).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void addsNothingToAFullBatch() throws Exception {
    SourceConnector source = source();
    try (SourceReader reader = open(source, source.partitions().get(0), 0)) {
      Collected none = new Collected(0);
      assertThat(reader.poll(none)).isNotEqualTo(Progress.ENDED);
      assertThat(none.size()).isZero();
    }
  }

  @Test
  void endsForGoodOrNotAtAll() throws Exception {
    SourceConnector source = source();
    String partition = source.partitions().get(0);
    Progress last = size(partition).isPresent() ? Progress.WAITING : Progress.ENDED;
    try (SourceReader reader = open(source, partition, 0)) {
      Collected all = new Collected(MANY);
      Progress progress = Progress.MORE;
      while (!isAll(partition, progress, all.size()) || progress == Progress.MORE) {
        progress = poll(reader, MANY, all);
      }
      assertThat(progress).isEqualTo(last);
      int before = all.size();
      assertThat(poll(reader, MANY, all)).isEqualTo(last);
      assertThat(all.size()).isEqualTo(before);
    }
  }

  @Test
  void knowsOfNothingLeftAtTheEnd() throws Exception {
    SourceConnector source = source();
    String partition = source.partitions().get(0);
    try (SourceReader reader = open(source, partition, 0)) {
      Collected all = new Collected(MANY);
      Progress progress = Progress.MORE;
      while (!isAll(partition, progress, all.size()) || progress == Progress.MORE) {
        progress = poll(reader, MANY, all);
      }
      assertThat(reader.lag()).as("lag").isIn(0L, -1L);
    }
  }

  /** A node that is believed dead may read on while another one has its partitions. */
  @Test
  void isReadByTwoAtOnce() throws Exception {
    SourceConnector source = source();
    String partition = source.partitions().get(0);
    Collected all = all(source, partition);
    try (SourceReader one = open(source, partition, 0);
        SourceReader other = open(source, partition, all.positionAfter(1))) {
      Collected ofOne = new Collected(MANY);
      Collected ofOther = new Collected(MANY);
      for (int read = 1; read < all.size(); read++) {
        read(one, read, ofOne);
        read(other, read, ofOther);
      }
      read(one, all.size(), ofOne);
      ofOne.requireRestOf(all, 0);
      ofOther.requireRestOf(all, 1);
    }
  }

  /** Rounds are committed at any time, or not; the process ends at any time, without a word. */
  @Test
  void givesAgainWhatWasNotCommittedWhenItWasKilled() throws Exception {
    SourceConnector source = source();
    String partition = source.partitions().get(0);
    Collected all = all(source, partition);
    for (int seed = 0; seed < HISTORIES; seed++) {
      new Killed(source, partition, all, new Random(seed)).run();
    }
  }

  /** A reader in the hands of a pipeline that is killed now and then. */
  private final class Killed {
    private final SourceConnector source;
    private final String partition;
    private final Collected all;
    private final Random random;
    private final List<SourceReader> left = new ArrayList<>();
    private Collected committed = new Collected(MANY);

    Killed(SourceConnector source, String partition, Collected all, Random random) {
      this.source = source;
      this.partition = partition;
      this.all = all;
      this.random = random;
    }

    void run() throws Exception {
      try {
        while (committed.size() < all.size()) {
          life();
        }
        committed.requireRestOf(all, 0);
      } finally {
        for (SourceReader reader : left) {
          reader.close();
        }
      }
    }

    private void life() throws Exception {
      SourceReader reader = open(source, partition, committed.positionAfter(committed.size()));
      left.add(reader);
      Collected effective = committed.first(committed.size());
      int until = committed.size() + 1 + random.nextInt(all.size() - committed.size());
      while (effective.size() < until) {
        read(reader, effective.size() + 1, effective);
        if (random.nextBoolean()) {
          committed = effective.first(effective.size());
          if (random.nextBoolean()) {
            reader.committed(committed.positionAfter(committed.size()));
          }
        }
      }
    }
  }
}
