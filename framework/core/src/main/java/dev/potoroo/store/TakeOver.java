package dev.potoroo.store;

import java.util.Optional;

/**
 * What a generation begins with.
 *
 * @param generation its number, from 1
 * @param last the last commit, empty for a pipeline that has never committed
 */
public record TakeOver(long generation, Optional<RoundCommit> last) {}
