/**
 * The decision logic of rounds in a world that is made up: nodes, network, store, sources and sinks
 * live in virtual time, and a seed decides what happens when, and what goes wrong. {@link
 * dev.potoroo.internal.round.simulation.Simulation} is one run of that world, {@link
 * dev.potoroo.internal.round.simulation.Truth} knows what must come out.
 */
@NullMarked
package dev.potoroo.internal.round.simulation;

import org.jspecify.annotations.NullMarked;
