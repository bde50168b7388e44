package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SlotTableTest {
  private final SlotTable table = new SlotTable();
  private final Map<String, Slot> model = new HashMap<>();

  @Property(tries = 200)
  void holdsWhatAMapHolds(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3000) int keys) {
    Random random = new Random(seed);
    for (int i = 0; i < 6000; i++) {
      step(Integer.toString(random.nextInt(keys)), random.nextBoolean());
    }
    agrees();
  }

  /** Two letters that collide, at twelve places: 4 096 keys of one hash code. */
  @Test
  void keysThatAllCollideAreFoundToo() {
    List<String> keys = colliding(12);
    assertThat(keys.stream().map(String::hashCode).distinct()).hasSize(1);
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      step(keys.get(random.nextInt(keys.size())), random.nextInt(3) > 0);
      step(Integer.toString(random.nextInt(500)), random.nextBoolean());
    }
    agrees();
    keys.forEach(key -> step(key, false));
    agrees();
  }

  private static List<String> colliding(int places) {
    List<String> keys = List.of("");
    for (int i = 0; i < places; i++) {
      List<String> longer = new ArrayList<>();
      keys.forEach(key -> longer.addAll(List.of(key + "Aa", key + "BB")));
      keys = longer;
    }
    return keys;
  }

  /** Adds or removes a key, if it can be, and looks it up. */
  private void step(String key, boolean add) {
    Slot known = model.get(key);
    assertThat(table.get(new String(key))).isSameAs(known);
    if (add && known == null) {
      Slot slot = new Slot(key);
      model.put(key, slot);
      table.add(slot);
    } else if (!add && known != null) {
      model.remove(key);
      table.remove(known);
      table.remove(known);
    }
    assertThat(table.get(key)).isSameAs(model.get(key));
  }

  private void agrees() {
    List<Slot> all = new ArrayList<>();
    table.forEach(all::add);
    assertThat(all).containsExactlyInAnyOrderElementsOf(model.values());
    assertThat(table.size()).isEqualTo(model.size());
    model.forEach((key, slot) -> assertThat(table.get(key)).isSameAs(slot));
  }
}
