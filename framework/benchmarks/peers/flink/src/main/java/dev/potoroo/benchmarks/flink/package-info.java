/** The workloads on Apache Flink, in a cluster within this process. */
@NullMarked
package dev.potoroo.benchmarks.flink;

import org.jspecify.annotations.NullMarked;
