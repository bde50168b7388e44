package dev.potoroo.internal.runtime;

import dev.potoroo.store.StateChange;
import java.util.List;

/**
 * What a round has changed on one lane.
 *
 * @param objects state objects of each step, which are still to be encoded
 * @param rows what is kept beside them
 */
record LaneChanges(List<CapturedObjects> objects, List<StateChange> rows) {}
