/**
 * Topics of Apache Kafka as sources and sinks.
 *
 * <ul>
 *   <li>{@link dev.potoroo.connector.kafka.KafkaSource} reads topics; {@link
 *       dev.potoroo.connector.kafka.KafkaSink} writes to one, exactly once if the pipeline has a
 *       store.
 *   <li>{@link dev.potoroo.connector.kafka.KafkaRecord} is a whole record, with key and headers,
 *       for pipelines that need more than values.
 *   <li>{@link dev.potoroo.connector.kafka.KafkaProvider} makes both from configuration.
 * </ul>
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.connector.kafka;

import org.jspecify.annotations.NullMarked;
