/** The workloads on Kafka Streams, with a broker in a process of its own. */
@NullMarked
package dev.potoroo.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
