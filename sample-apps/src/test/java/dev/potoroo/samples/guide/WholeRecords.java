package dev.potoroo.samples.guide;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.connector.kafka.KafkaRecord;
import dev.potoroo.connector.kafka.KafkaSink;
import dev.potoroo.connector.kafka.KafkaSource;

/** Of the guide to Kafka: keys, headers and tombstones. */
final class WholeRecords implements Pipeline {
  @Override
  public void define(Flow flow) {
    // #region records
    flow.from(
            Source.named("users", KafkaRecord.codec(Codec.lines()))
                .from(KafkaSource.topics("users")))
        .filter(user -> user.keyText().isPresent())
        .map(user -> user.value() == null ? user : user.with("seen-by", "potoroo"))
        .to(
            Sink.named("marked-users", KafkaRecord.codec(Codec.lines()))
                .into(KafkaSink.topic("marked-users")));
    // #endregion
  }
}
