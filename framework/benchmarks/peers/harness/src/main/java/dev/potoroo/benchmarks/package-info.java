/**
 * Runs the workloads of {@code bench} on other engines: the same data, the same check of what comes
 * out, the same fields of the result. {@link dev.potoroo.benchmarks.PeerRun} is the run, {@link
 * dev.potoroo.benchmarks.Engine} what a program of an engine implements.
 */
@NullMarked
package dev.potoroo.benchmarks;

import org.jspecify.annotations.NullMarked;
