package dev.potoroo.internal.round.simulation;

/** What runs have gone through: a run in which nothing goes wrong shows nothing. */
final class Figures {
  private long runs;
  private long steps;
  private long commits;
  private long rollbacks;
  private long crashes;
  private long generations;

  void committed() {
    commits++;
  }

  void rolledBack() {
    rollbacks++;
  }

  void crashed() {
    crashes++;
  }

  void ended(long itsSteps, long itsGenerations) {
    runs++;
    steps += itsSteps;
    generations += itsGenerations;
  }

  long commits() {
    return commits;
  }

  long rollbacks() {
    return rollbacks;
  }

  long crashes() {
    return crashes;
  }

  @Override
  public String toString() {
    return runs
        + " runs, "
        + steps
        + " steps, "
        + commits
        + " commits, "
        + generations
        + " generations, "
        + rollbacks
        + " rollbacks, "
        + crashes
        + " crashes";
  }
}
