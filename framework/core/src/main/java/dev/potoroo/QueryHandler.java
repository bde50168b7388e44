package dev.potoroo;

import org.jspecify.annotations.Nullable;

/**
 * Answers a question about one state object, see {@link Step#query}. It only reads: nothing comes
 * of a change that it makes to a mutable state, which is a copy.
 *
 * @param <S> the state
 * @param <Q> the question
 */
@FunctionalInterface
public interface QueryHandler<S, Q> {
  /**
   * Answers.
   *
   * @return anything that Jackson can write, or null
   * @throws Exception if there is no answer; who has asked is told what it says
   */
  @Nullable Object answer(S state, Q question, QueryContext ctx) throws Exception;
}
