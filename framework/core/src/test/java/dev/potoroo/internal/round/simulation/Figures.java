package dev.potoroo.internal.round.simulation;

/** What runs have gone through: a run in which nothing goes wrong shows nothing. */
final class Figures {
  private long runs;
  private long steps;
  private long commits;
  private long generations;
  private long rollbacks;
  private long crashes;
  private long coordinatorsReplaced;
  private long answersLost;
  private long recordsDropped;

  void ended(long itsSteps, long itsGenerations) {
    runs++;
    steps += itsSteps;
    generations += itsGenerations;
  }

  void committed() {
    commits++;
  }

  void rolledBack() {
    rollbacks++;
  }

  void crashed() {
    crashes++;
  }

  void replaced() {
    coordinatorsReplaced++;
  }

  /** The store has done something, and whoever asked for it does not know. */
  void answerLost() {
    answersLost++;
  }

  /** Records of an older generation came. */
  void dropped(int records) {
    recordsDropped += records;
  }

  long generations() {
    return generations;
  }

  long rollbacks() {
    return rollbacks;
  }

  long answersLost() {
    return answersLost;
  }

  long recordsDropped() {
    return recordsDropped;
  }

  @Override
  public String toString() {
    return ("%d runs, %d steps, %d commits, %d generations, %d rollbacks, %d crashes,"
            + " %d coordinators replaced, %d answers of the store lost, %d old records dropped")
        .formatted(
            runs,
            steps,
            commits,
            generations,
            rollbacks,
            crashes,
            coordinatorsReplaced,
            answersLost,
            recordsDropped);
  }
}
