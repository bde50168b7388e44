package dev.potoroo.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.testkit.PipelineExtension;
import dev.potoroo.testkit.PipelineRunner;
import dev.potoroo.testkit.TestKafka;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code of the guide about tests on real nodes with a broker. */
@Timeout(300)
class KafkaNodesTest {
  /** Shouts. */
  static final class Shouting implements Pipeline {
    @Override
    public void define(Flow flow) {
      flow.from(Source.named("words", Codec.lines()))
          .map(word -> word + "!")
          .to(Sink.named("shouts", Codec.lines()));
    }
  }

  // #region kafka
  @RegisterExtension
  final PipelineExtension pipeline =
      PipelineExtension.of(
          folder ->
              PipelineRunner.of(new Shouting(), folder)
                  .fromKafka("words", "in", 2)
                  .toKafka("shouts", "out", 1));

  @Test
  void shouts() {
    TestKafka kafka = pipeline.nodes().kafka();
    kafka.send("in", "a", List.of("to", "be"));
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(kafka.committedTexts("out")).containsExactly("to!", "be!"));
  }

  // #endregion
}
