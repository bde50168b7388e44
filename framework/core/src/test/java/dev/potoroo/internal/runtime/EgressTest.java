package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records on their way between nodes, without a network. */
@Timeout(60)
class EgressTest {
  private static final Map<String, ?> SMALL =
      Map.of("potoroo.wire.max-message-size", "4 KiB", "potoroo.wire.in-flight", 3);

  @TempDir Path data;

  private final TestInbox<NodeMessage> other = TestInbox.create();

  private static Batch batch(Origin origin, Object... records) {
    Batch batch = new Batch(0, 1);
    for (Object record : records) {
      batch.add("k", record);
    }
    batch.origin = origin;
    return batch;
  }

  /** Of two nodes, of which this is number 1. */
  private Generation generation(TestNode test) {
    return test.generation(7, List.of(other.getRef(), other.getRef()), List.of());
  }

  private List<NodeMessage.Packed> received() {
    return other.getAllReceived().stream().map(NodeMessage.Packed.class::cast).toList();
  }

  private static List<Object> recordsOf(Node node, NodeMessage.Packed packed) throws IOException {
    Batch batch = node.wireFormat(0).read(0, packed.count(), packed.data(), null);
    return List.of(java.util.Arrays.copyOf(batch.records, batch.size));
  }

  @Test
  void keepsOnlySoManyMessagesOnTheirWayAndPacksWhatWaits() throws IOException {
    TestNode test = new TestNode(data, SMALL);
    Node node = test.node;
    Generation generation = generation(test);
    Egress egress = new Egress(node, generation, other.getRef()::tell, 2);
    Origin origin = generation.localOrigin();
    for (int i = 0; i < 10; i++) {
      egress.send(batch(origin, "r" + i));
    }
    List<NodeMessage.Packed> first = received();
    assertThat(first).hasSize(3).allMatch(p -> p.count() == 1 && p.last());
    assertThat(first.get(0).from()).isEqualTo(1);
    assertThat(first.get(0).lane()).isEqualTo(2);
    egress.taken(1);
    List<NodeMessage.Packed> packed = received();
    assertThat(packed).singleElement().matches(p -> p.count() == 7);
    assertThat(recordsOf(node, packed.get(0)))
        .containsExactly("r3", "r4", "r5", "r6", "r7", "r8", "r9");
    egress.taken(3);
    assertThat(other.hasMessages()).isFalse();
  }

  @Test
  void doesNotMixStepsOrOriginsAndKeepsOrder() throws IOException {
    TestNode test = new TestNode(data, SMALL);
    Node node = test.node;
    Generation generation = generation(test);
    Egress egress = new Egress(node, generation, other.getRef()::tell, 0);
    Origin here = generation.localOrigin();
    Origin there = new Origin.Remote(generation.flight(), 5, delta -> {});
    egress.taken(-3);
    egress.send(batch(here, "a"));
    egress.send(batch(here, "b"));
    egress.send(batch(there, "c"));
    egress.send(batch(here, "d"));
    assertThat(other.hasMessages()).isFalse();
    egress.taken(3);
    List<NodeMessage.Packed> all = received();
    assertThat(all).extracting(NodeMessage.Packed::origin).containsExactly(1, 5, 1);
    assertThat(recordsOf(node, all.get(0))).containsExactly("a", "b");
    assertThat(recordsOf(node, all.get(1))).containsExactly("c");
    assertThat(recordsOf(node, all.get(2))).containsExactly("d");
  }

  @Test
  void cutsAtTheMessageSize() {
    TestNode test = new TestNode(data, SMALL);
    Node node = test.node;
    Generation generation = generation(test);
    Egress egress = new Egress(node, generation, other.getRef()::tell, 0);
    egress.send(batch(generation.localOrigin(), "x".repeat(20_000), "y"));
    List<NodeMessage.Packed> parts = new ArrayList<>(received());
    assertThat(parts).hasSize(3);
    egress.taken(3);
    parts.addAll(received());
    assertThat(parts).hasSize(5).allMatch(p -> p.data().length <= 4096 && p.count() == 2);
    assertThat(parts.stream().map(NodeMessage.Packed::last))
        .containsExactly(false, false, false, false, true);
  }

  /** Cannot be written, nor shown, if it says so. */
  record Stubborn(String text) {
    @JsonValue
    String value() {
      if (text.startsWith("bad")) {
        throw new IllegalStateException("not to be written");
      }
      if (text.startsWith("deep")) {
        return new Stubborn(text).value() + text;
      }
      return text;
    }

    @Override
    public String toString() {
      if (text.equals("bad without a text")) {
        throw new IllegalStateException("not to be shown");
      }
      return text;
    }
  }

  @Test
  void aRecordThatCannotBeWrittenGoesToTheDeadLettersAndIsSettled() throws IOException {
    TestNode test = new TestNode(data, SMALL, Stubborn.class);
    Node node = test.node;
    Generation generation = generation(test);
    Egress egress = new Egress(node, generation, other.getRef()::tell, 0);
    generation.localOrigin().add(5);
    generation.flight().emitted().add(5);
    egress.send(
        batch(
            generation.localOrigin(),
            new Stubborn("a"),
            new Stubborn("bad one"),
            new Stubborn("bad without a text"),
            new Stubborn("deep"),
            new Stubborn("b")));
    List<NodeMessage.Packed> sent = received();
    assertThat(sent).singleElement().matches(p -> p.count() == 2);
    assertThat(recordsOf(node, sent.get(0))).containsExactly(new Stubborn("a"), new Stubborn("b"));
    assertThat(generation.flight().settled().sum()).isEqualTo(3);
    assertThat(generation.localOrigin().inFlight()).isEqualTo(2);
    assertThat(node.stepCounters(0).deadLetters.sum()).isEqualTo(3);
    assertThat(Files.readAllLines(data.resolve("test/dead-letters.jsonl")))
        .hasSize(3)
        .allMatch(line -> line.contains("\"reason\":\"encode\""));
    egress.send(batch(generation.localOrigin(), new Stubborn("bad alone")));
    assertThat(other.hasMessages()).isFalse();
    egress.send(batch(generation.localOrigin(), new Stubborn("c")));
    assertThat(received()).hasSize(1);
    assertThat(test.failures).isEmpty();
  }

  @Test
  void manyThreadsLoseNothingAndKeepTheirOrder() throws Exception {
    TestNode test = new TestNode(data, Map.of("potoroo.wire.max-message-size", "4 KiB"));
    Node node = test.node;
    Generation generation = generation(test);
    Egress egress = new Egress(node, generation, other.getRef()::tell, 0);
    int each = 20_000;
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      String name = t + ":";
      threads.add(
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  egress.send(batch(generation.localOrigin(), name + i));
                }
              }));
    }
    threads.forEach(Thread::start);
    int[] next = new int[3];
    int count = 0;
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    while (count < 3 * each) {
      for (NodeMessage.Packed packed : received()) {
        egress.taken(1);
        whole.writeBytes(packed.data());
        if (packed.last()) {
          count += packed.count();
          Batch batch = node.wireFormat(0).read(0, packed.count(), whole.toByteArray(), null);
          whole.reset();
          for (int i = 0; i < batch.size; i++) {
            String[] parts = ((String) batch.records[i]).split(":", 2);
            assertThat(Integer.parseInt(parts[1])).isEqualTo(next[Integer.parseInt(parts[0])]++);
          }
        }
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(next).containsOnly(each);
  }

  @Test
  void whatIsCutArrivesWholeAndIsAccountedToItsOrigin() {
    TestNode sending = new TestNode(data, SMALL);
    TestNode receiving = new TestNode(data, SMALL);
    Node node = receiving.node;
    TestInbox<NodeMessage> sender = TestInbox.create();
    TestInbox<EntityMessage.Start> region = TestInbox.create();
    Lanes lanes = new Lanes(1, Thread::new, t -> node.failInternally("a lane failed", t));
    try {
      LaneWork work = new LaneWork(node, lanes.get(0), region.getRef()::tell);
      Generation there =
          receiving.generation(7, List.of(sender.getRef(), other.getRef()), List.of(work));
      work.onLane(() -> work.enter(there, List.of(), 0));
      Generation here =
          new Generation(
              sending.node,
              7,
              there.assignment(),
              0,
              List.of(sender.getRef(), other.getRef()),
              List.of());
      Egress egress = new Egress(sending.node, here, other.getRef()::tell, 0);
      egress.send(batch(here.localOrigin(), "x".repeat(20_000), "small"));
      egress.send(batch(here.localOrigin(), "last"));
      List<Object> taken = new ArrayList<>();
      await()
          .until(
              () -> {
                received().forEach(there::packed);
                for (NodeMessage message : sender.getAllReceived()) {
                  NodeMessage.PackedTaken one = (NodeMessage.PackedTaken) message;
                  assertThat(one.from()).isEqualTo(1);
                  assertThat(one.generation()).isEqualTo(7);
                  egress.taken(one.count());
                  taken.add(one);
                }
                return taken.size() == 6;
              });
      EntityMessage.Start start = region.receiveMessage();
      assertThat(start.slot().waiting())
          .extracting(Slot.Waiting::record)
          .containsExactly("x".repeat(20_000), "small", "last");
      assertThat(start.slot().waiting()).extracting(w -> w.origin().node()).containsOnly(0);
      assertThat(receiving.failures).isEmpty();
    } finally {
      lanes.stop();
    }
  }
}
