package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.Ref;
import dev.potoroo.Source;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.store.StoredState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReferencesTest {
  private static final Ref<Long> LIMIT = Ref.of("limit", Long.class, () -> -1L);
  private static final Ref<Long> OTHER = Ref.of("other", Long.class, () -> -2L);

  private final List<StepVertex> holders = topology().references();
  private final References references = new References(holders);
  private final List<Long> cuts = new ArrayList<>();

  private static Topology topology() {
    return Topology.of(
        new Pipeline() {
          @Override
          public void define(Flow flow) {
            flow.reference(LIMIT, Source.named("limits", Codec.json(Long.class)));
            flow.reference(OTHER, Source.named("others", Codec.json(Long.class)));
          }

          @Override
          public String name() {
            return "referring";
          }
        });
  }

  private static Optional<StoredState> stored(long round, String json) {
    return Optional.of(
        new StoredState(round, 1, Instant.EPOCH, json.getBytes(StandardCharsets.UTF_8)));
  }

  private RefSnapshot limitOf(long round, String json) {
    return references.committed().next(holders, List.of(stored(round, json), Optional.empty()));
  }

  private long limit() {
    return references.inForce().values().get(LIMIT);
  }

  private void endRound(long round) {
    references.takeEffect(round - 1, () -> cuts.add(round));
  }

  private void commit(long round, RefSnapshot values) {
    references.reading();
    references.read(1, round, values);
  }

  @Test
  void aCommittedValueIsInForceWhenTheNextRoundEnds() {
    references.enter(1, 4, references.committed());
    endRound(5);
    commit(5, limitOf(5, "7"));
    assertThat(limit()).as("while the round flows").isEqualTo(-1);
    assertThat(references.due()).isTrue();
    endRound(6);
    assertThat(limit()).isEqualTo(7);
    assertThat(references.due()).isFalse();
    assertThat(references.inForce().values().get(OTHER)).isEqualTo(-2);
    commit(6, limitOf(5, "7"));
    assertThat(references.due()).as("nothing has changed").isFalse();
    assertThat(cuts).containsExactly(5L, 6L);
  }

  @Test
  void aRoundDoesNotEndBeforeTheValuesAreRead() {
    references.enter(1, 4, references.committed());
    references.reading();
    assertThat(references.due()).as("it is not known yet").isTrue();
    endRound(6);
    assertThat(cuts).isEmpty();
    references.read(1, 5, limitOf(5, "7"));
    assertThat(cuts).containsExactly(6L);
    assertThat(limit()).isEqualTo(7);
  }

  @Test
  void aNewGenerationHasTheValuesOfItsCommitAndWhatTheOldOneAskedForIsNotWanted() {
    references.enter(1, 4, references.committed());
    commit(5, limitOf(5, "7"));
    RefSnapshot before = references.committed();
    references.reading();
    endRound(7);
    references.enter(2, 5, before);
    references.read(1, 6, limitOf(6, "8"));
    assertThat(cuts).isEmpty();
    assertThat(limit()).isEqualTo(7);
    assertThat(references.due()).isFalse();
  }

  @Test
  void anUnchangedValueStaysTheSameObjectAndARemovedOneIsTheInitialOneAgain() {
    RefSnapshot first = limitOf(5, "7000");
    references.enter(1, 5, first);
    assertThat(limitOf(5, "7000")).isSameAs(first);
    RefSnapshot removed = first.next(holders, List.of(Optional.empty(), Optional.empty()));
    assertThat(removed.values().get(LIMIT)).isEqualTo(-1);
    assertThat(removed.all().get(0).round()).isZero();
    assertThat(first.all().get(0).round()).isEqualTo(5);
    assertThat(first.all().get(0).size()).isEqualTo(4);
  }

  @Test
  void aValueThatCannotBeReadIsToldByItsName() {
    assertThatThrownBy(() -> limitOf(5, "no number"))
        .isInstanceOf(PotorooException.class)
        .hasMessageContaining("POTOROO-3013")
        .hasMessageContaining("The stored value of Ref [limit] cannot be decoded");
  }
}
