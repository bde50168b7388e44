package dev.potoroo.samples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.testkit.TestKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsTest {
  private static final Alert ONE = new Alert("S0000001", 1.5, 1, 7);
  private static final Alert ANOTHER = new Alert("S0000002", 2.5, 2, 8);

  private final BenchOptions options = new BenchOptions();
  private final Tallies tallies = new Tallies(options);

  @Test
  void countsWhatIsCommitted(@TempDir Path directory) throws Exception {
    try (TestKafka kafka = TestKafka.start(directory)) {
      options.kafka = kafka.address();
      try (Topics topics = Topics.make(options)) {
        write(topics, List.of(ONE, ANOTHER), true);
        write(topics, List.of(ONE, ONE, ONE), false);
        topics.count(tallies.newTally());
      }
    }
    assertThat(tallies.actual())
        .isEqualTo(
            new Expected(
                2,
                Hash.alert(ONE.symbol(), ONE.price(), ONE.count())
                    + Hash.alert(ANOTHER.symbol(), ANOTHER.price(), ANOTHER.count())));
  }

  private static void write(Topics topics, List<Alert> alerts, boolean commit) {
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", topics.address(), "transactional.id", topics.id()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (Alert alert : alerts) {
        var unused =
            producer.send(
                new ProducerRecord<>(
                    topics.alerts(), TopicBytes.of(alert.symbol()), TopicBytes.of(alert)));
      }
      producer.flush();
      if (commit) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
  }
}
