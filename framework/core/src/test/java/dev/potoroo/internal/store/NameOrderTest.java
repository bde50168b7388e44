package dev.potoroo.internal.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class NameOrderTest {
  private List<String> all = List.of();
  private final NameOrder order =
      new NameOrder(
          new NameOrder.Names() {
            @Override
            public byte[] array(int name) {
              return ("-" + all.get(name) + "-").getBytes(ISO_8859_1);
            }

            @Override
            public int start(int name) {
              return 1;
            }

            @Override
            public int end(int name) {
              return 1 + all.get(name).length();
            }
          });

  /** Of few different bytes, so that many are equal, or begin with another. */
  @Provide
  Arbitrary<List<String>> names() {
    Arbitrary<String> parts = Arbitraries.of("", "\0", "\0\0", "a", "\u0080", "\u00ff", "1234567");
    return parts.list().ofMaxSize(6).map(list -> String.join("", list)).list().ofMaxSize(300);
  }

  @Property(tries = 300)
  void sortsAsBytesDoAndKeepsTheOrderOfEqualOnes(@ForAll("names") List<String> names) {
    assertThat(sorted(names)).isEqualTo(expected(names));
  }

  @Test
  void sortsManyThatDifferOnlyFarBehind() {
    Random random = new Random(1);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      String step = random.nextBoolean() ? "count" : "count-of-all-that-there-are";
      String group = "0".repeat(random.nextInt(3) * 10);
      names.add(step + "\0" + group + random.nextInt(30_000));
    }

    assertThat(sorted(names)).isEqualTo(expected(names));
  }

  @Test
  void isOfUseAgainForMoreAndForFewer() {
    for (int count : new int[] {10, 1000, 0, 100, 5000, 1}) {
      List<String> names =
          new Random(count).ints(count, 0, 10_000).mapToObj(Integer::toString).toList();

      assertThat(sorted(names)).isEqualTo(expected(names));
    }
  }

  private List<Integer> sorted(List<String> names) {
    all = names;
    int count = names.size();
    int[] sorted = order.sort(count);
    return IntStream.range(0, count).mapToObj(i -> sorted[i]).toList();
  }

  private static List<Integer> expected(List<String> names) {
    return IntStream.range(0, names.size())
        .boxed()
        .sorted(Comparator.comparing(names::get))
        .toList();
  }
}
