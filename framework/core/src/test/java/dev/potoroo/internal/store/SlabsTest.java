package dev.potoroo.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlabsTest {
  private final Slabs slabs = new Slabs();

  private long put(int size) {
    long place = slabs.room(size);
    slabs.used(Slabs.offset(place) + size);
    return place;
  }

  @Test
  void givesEachPieceRoomOfItsOwn() {
    Set<Object> bytes = new HashSet<>();
    long total = 0;
    for (int size : new int[] {1, 65_535, 1, 65_536, 65_537, 200_000, 10, 0, 30_000, 40_000}) {
      long place = put(size);
      byte[] array = slabs.array(place);
      assertThat(array.length - Slabs.offset(place)).isGreaterThanOrEqualTo(size);
      for (int i = 0; i < size; i++) {
        bytes.add(new Place(System.identityHashCode(array), Slabs.offset(place) + i));
      }
      total += size;
    }

    assertThat((long) bytes.size()).as("no byte belongs to two").isEqualTo(total);
  }

  private record Place(int array, int offset) {}

  @Test
  void usesItsArraysAgain() {
    byte[] first = slabs.array(put(40_000));
    byte[] second = slabs.array(put(40_000));

    slabs.empty();

    assertThat(slabs.array(put(30_000))).isSameAs(first);
    assertThat(slabs.array(put(40_000))).isSameAs(second);
  }

  @Test
  void letsGoOfArraysThatAreMuchMoreThanWasNeededOrLarge() {
    for (int i = 0; i < 100; i++) {
      put(60_000);
    }
    byte[] large = slabs.array(put(1_000_000));
    slabs.empty();
    assertThat(slabs.kept()).isEqualTo(100);

    put(60_000);
    slabs.empty();

    assertThat(slabs.kept()).isEqualTo(2);
    assertThat(slabs.array(put(60_000))).isNotSameAs(large);
  }
}
