package dev.potoroo.internal.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.store.StateChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EncodedPartsTest {
  private static final Step<String, Integer, String> COUNT =
      Step.named("count")
          .in(String.class)
          .state(Codec.of(EncodedPartsTest::decode, EncodedPartsTest::encode), () -> 0)
          .out(String.class)
          .on(String.class, (count, line, ctx) -> ctx.become(count + 1).emit(line));

  private static final class Lines implements Pipeline {
    @Override
    public void define(Flow flow) {
      flow.from(Source.named("in", Codec.lines()))
          .keyBy(line -> line)
          .step(COUNT)
          .to(Sink.named("out", Codec.lines()));
    }
  }

  private static final StepVertex STEP = Topology.of(new Lines()).steps().get(0);

  private final List<List<StateChange>> written = new ArrayList<>();
  private final Map<Integer, Integer> sizes = new TreeMap<>();
  private final EncodedParts parts =
      new EncodedParts(
          100,
          part -> {
            written.add(part);
            return part.size() * 7L;
          },
          (one, size) -> sizes.merge(size, 1, Integer::sum));

  private static int decode(byte[] count) {
    return Integer.parseInt(new String(count, UTF_8));
  }

  private static byte[] encode(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("less than none");
    }
    return Integer.toString(count).getBytes(UTF_8);
  }

  private static void add(int i, @Nullable Integer state, CapturedObjects to) {
    StateObject object = new StateObject("k" + i);
    object.begin(i, Instant.EPOCH);
    to.add(object, state, CapturedTimers.NONE);
  }

  private static LaneChanges lane(int from, int to, int rows) {
    CapturedObjects objects = new CapturedObjects(STEP, to - from);
    for (int i = from; i < to; i++) {
      add(i, i % 10 == 0 ? null : i, objects);
    }
    List<StateChange> beside = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      beside.add(new StateChange("beside", from + "-" + i, 1, Instant.EPOCH, new byte[1]));
    }
    return new LaneChanges(List.of(objects), beside);
  }

  @Test
  void writesAllInTurnInPartsOfTheSizeThatIsWanted() throws Exception {
    parts.add(lane(0, 333, 5));
    parts.add(lane(333, 333, 0));
    parts.add(lane(333, 400, 250));
    parts.end();

    assertThat(written).extracting(List::size).containsExactly(100, 100, 100, 100, 100, 100, 55);
    List<StateChange> all = written.stream().flatMap(List::stream).toList();
    assertThat(all.subList(0, 333)).extracting(StateChange::key).startsWith("k0").endsWith("k332");
    assertThat(all).extracting(StateChange::key).doesNotHaveDuplicates();
    assertThat(all)
        .filteredOn(change -> change.step().equals("count"))
        .hasSize(400)
        .allSatisfy(EncodedPartsTest::isEncoded);
    assertThat(parts.objects()).isEqualTo(400);
    assertThat(parts.bytes()).isEqualTo(655 * 7);
    assertThat(sizes).isEqualTo(Map.of(0, 40, 1, 9, 2, 81, 3, 270));
  }

  private static void isEncoded(StateChange change) {
    String number = change.key().substring(1);
    assertThat(change.version()).hasToString(number);
    assertThat(change.state()).isEqualTo(number.endsWith("0") ? null : number.getBytes(UTF_8));
  }

  @Test
  void writesNothingOfNothing() throws Exception {
    parts.add(lane(0, 0, 0));
    parts.end();

    assertThat(written).isEmpty();
    assertThat(parts.objects()).isZero();
  }

  @Test
  void namesTheStateThatCannotBeEncoded() throws Exception {
    CapturedObjects objects = new CapturedObjects(STEP, 3);
    add(1, 1, objects);
    add(2, -1, objects);
    add(3, 3, objects);
    parts.add(new LaneChanges(List.of(objects), List.of()));
    parts.end();

    assertThat(parts.refused()).extracting(Unencodable::key).containsExactly("k2");
    assertThat(parts.refused().get(0).why()).hasMessage("less than none");
    assertThat(written.get(0)).extracting(StateChange::key).containsExactly("k1", "k3");
  }
}
