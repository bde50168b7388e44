/**
 * Tests of pipelines. {@link dev.potoroo.testkit.PipelineTest} runs a whole pipeline in one thread
 * on virtual time, in milliseconds; {@link dev.potoroo.testkit.Simulation} does so with faults
 * drawn from a seed; {@link dev.potoroo.testkit.PipelineRunner} starts real nodes, in this process
 * or in others, {@link dev.potoroo.testkit.PipelineExtension} for a JUnit test, and {@link
 * dev.potoroo.testkit.TestKafka} a broker. A single handler is tested with {@link
 * dev.potoroo.Step#test}.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.testkit;

import org.jspecify.annotations.NullMarked;
