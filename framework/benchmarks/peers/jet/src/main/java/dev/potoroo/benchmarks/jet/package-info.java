/** The workloads on Hazelcast Jet, by its core API and by its Pipeline API. */
@NullMarked
package dev.potoroo.benchmarks.jet;

import org.jspecify.annotations.NullMarked;
