package dev.potoroo.internal.round;

import dev.potoroo.store.RoundCommit;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link Coordinator} is doing.
 *
 * @param durable whether rounds are committed at all
 * @param phase what it is doing, in a word
 * @param generation the generation
 * @param generationReason why it has begun
 * @param last the last commit
 * @param times how long the latest rounds took, oldest first
 * @param movements the latest changes of generation, oldest first
 */
public record RoundsView(
    boolean durable,
    String phase,
    long generation,
    String generationReason,
    Optional<RoundCommit> last,
    List<RoundTimes.Times> times,
    List<Movements.Movement> movements) {}
