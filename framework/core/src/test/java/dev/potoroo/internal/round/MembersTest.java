package dev.potoroo.internal.round;

import static dev.potoroo.internal.round.Given.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.internal.round.Assignment.NodeSpec;
import dev.potoroo.internal.round.Members.Arrival;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MembersTest {
  private final Members members = new Members();

  @Test
  void tellsANewNodeFromAKnownOneAndFromAnotherProcess() {
    assertThat(members.add("a", 1, 1)).isEqualTo(Arrival.NEW);
    assertThat(members.add("a", 1, 1)).isEqualTo(Arrival.KNOWN);
    assertThat(members.add("a", 2, 1)).isEqualTo(Arrival.REPLACED);
    assertThat(members.add("a", 2, 1)).isEqualTo(Arrival.KNOWN);
    assertThat(members.remove("a")).isTrue();
    assertThat(members.remove("a")).as("it is not there").isFalse();
    assertThat(members.isEmpty()).isTrue();
    assertThat(members.add("a", 2, 1)).isEqualTo(Arrival.NEW);
  }

  @Test
  void haveGatheredWhenTheAgreedNumberIsThere() {
    members.add("a", 1, 1);
    assertThat(members.haveGathered(2)).isFalse();
    members.add("b", 1, 1);
    assertThat(members.haveGathered(2)).isTrue();
  }

  @Test
  void haveGatheredAgainWhenAllMembersOfTheClusterAreThere() {
    members.before(TWO);
    members.add("a:1", 1, 1);
    assertThat(members.haveGathered(1)).as("nobody has said who they are").isFalse();
    members.up(Set.of("a:1", "b:1"));
    assertThat(members.haveGathered(1)).isFalse();
    members.add("b:1", 1, 1);
    assertThat(members.haveGathered(1)).isTrue();
  }

  @Test
  void workInTheOrderOfTheirAddressesAtFirst() {
    members.add("b:1", 1, 2);
    members.add("a:1", 1, 1);
    assertThat(members.haveBegun()).isFalse();
    assertThat(members.assign(4, false)).isEqualTo(TWO);
    assertThat(members.haveBegun()).isTrue();
  }

  @Test
  void workAsBeforeIfTheyCan() {
    members.add("a:1", 1, 1);
    members.add("b:1", 1, 2);
    members.assign(4, false);
    members.remove("b:1");
    assertThat(members.assign(4, false).homeOfShard()).containsExactly(0, 0, 0, 0);
    members.add("b:1", 2, 2);
    assertThat(members.assign(4, false).homeOfShard())
        .as("as in the assignment before, not as at first")
        .containsExactly(0, 0, 0, 0);
  }

  @Test
  void canBeReducedToOne() {
    members.add("a", 1, 1);
    members.add("b", 1, 3);
    members.only("b");
    assertThat(members.assign(2, false))
        .isEqualTo(new Assignment(List.of(new NodeSpec("b", 3)), List.of(0, 0)));
    assertThat(members.add("a", 1, 1)).isEqualTo(Arrival.NEW);
  }
}
