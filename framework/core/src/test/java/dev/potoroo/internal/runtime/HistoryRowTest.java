package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.potoroo.JacksonSupport;
import dev.potoroo.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryRowTest {
  private static final HistoryLimits LIMITS = new HistoryLimits(3, Duration.ofMinutes(10), 100);

  private static HistoryRow.Version version(long version, int minute, int size) {
    Instant at = Instant.EPOCH.plus(Duration.ofMinutes(minute));
    return new HistoryRow.Version(version, version, at, version + 1, at, false, new byte[size]);
  }

  private static HistoryRow of(HistoryRow.Version... versions) {
    HistoryRow row = HistoryRow.NONE;
    for (HistoryRow.Version one : versions) {
      row = row.with(one, LIMITS);
    }
    return row;
  }

  private static List<Long> versions(HistoryRow row) {
    return row.versions().stream().map(HistoryRow.Version::version).toList();
  }

  @Test
  void keepsTheLatestOnes() {
    assertThat(versions(of(version(1, 0, 1), version(2, 0, 1)))).containsExactly(1L, 2L);
    assertThat(versions(of(version(1, 0, 1), version(2, 0, 1), version(3, 0, 1), version(4, 0, 1))))
        .containsExactly(2L, 3L, 4L);
  }

  @Test
  void keepsWhatWasSupersededNotTooLongAgo() {
    HistoryRow row = of(version(1, 0, 1), version(2, 3, 1), version(3, 11, 1));
    assertThat(versions(row)).containsExactly(2L, 3L);
    Instant later = Instant.EPOCH.plus(Duration.ofMinutes(14));
    assertThat(row.keptAt(later, LIMITS))
        .extracting(HistoryRow.Version::version)
        .containsExactly(3L);
    assertThat(row.keptAt(later, new HistoryLimits(0, LIMITS.age(), LIMITS.size()))).isEmpty();
  }

  @Test
  void keepsAsMuchAsHasRoom() {
    assertThat(versions(of(version(1, 0, 50), version(2, 0, 30), version(3, 0, 20))))
        .containsExactly(1L, 2L, 3L);
    assertThat(versions(of(version(1, 0, 50), version(2, 0, 30), version(3, 0, 71))))
        .containsExactly(3L);
  }

  @Test
  void keepsOfAStateThatIsTooLargeThatItWasThere() {
    HistoryRow row = of(version(1, 0, 50), version(2, 0, 101));
    assertThat(versions(row)).containsExactly(1L, 2L);
    assertThat(row.versions().get(1).state()).isNull();
  }

  @Test
  void isReadAsItWasWritten() throws Exception {
    HistoryRow row = of(version(1, 0, 50), version(2, 5, 101));
    HistoryRow read = HistoryRow.decoded("count", "cat", row.encoded());
    assertThat(read).usingRecursiveComparison().isEqualTo(row);
  }

  @Test
  void tellsDamageFromANewerForm() throws Exception {
    assertThatThrownBy(() -> HistoryRow.decoded("count", "cat", new byte[] {1, 2}))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.CORRUPT))
        .hasMessageContaining("key [cat] of step [count]");
    ObjectNode newer = (ObjectNode) JacksonSupport.cbor().readTree(of(version(1, 0, 1)).encoded());
    byte[] written = JacksonSupport.cbor().writeValueAsBytes(newer.put("format", 2));
    assertThatThrownBy(() -> HistoryRow.decoded("count", "cat", written))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.REFUSED));
  }
}
