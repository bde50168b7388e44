/**
 * What moves a record: readers, lanes, state objects and writers, and the actors that tie a node's
 * parts to the cluster's.
 *
 * <p>The way of a record: {@link dev.potoroo.internal.runtime.SourceRunner} reads and decodes it,
 * {@link dev.potoroo.internal.runtime.Emitters} runs the fused stateless operators, {@link
 * dev.potoroo.internal.runtime.Outbox} sends it to a {@link dev.potoroo.internal.runtime.Lane} of
 * this node or through an {@link dev.potoroo.internal.runtime.Egress} to one of another node,
 * {@link dev.potoroo.internal.runtime.LaneStep} gives it to the {@link
 * dev.potoroo.internal.runtime.EntityActor} of its key, and {@link
 * dev.potoroo.internal.runtime.SinkRunner} writes what comes out.
 *
 * <p>A {@link dev.potoroo.internal.runtime.VirtualRun} has the same parts without threads and
 * actors, for the test kit: {@link dev.potoroo.internal.runtime.DirectRun} ends rounds at once,
 * {@link dev.potoroo.internal.runtime.SimulatedRun} by the protocol of production, through a
 * network that is simulated.
 */
@NullMarked
package dev.potoroo.internal.runtime;

import org.jspecify.annotations.NullMarked;
