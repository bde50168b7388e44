package dev.potoroo.internal.round;

/** How often in a row a pipeline has gone back to the same commit, and when that is enough. */
final class Rollbacks {
  private final Rules rules;
  private int inARow;

  Rollbacks(Rules rules) {
    this.rules = rules;
  }

  /** Whether there is a commit to go back to, and sense in doing so once more. */
  boolean mayBeMore() {
    return rules.durable() && inARow < rules.maxRollbacks();
  }

  void oneMore() {
    inARow++;
  }

  /** Something new was committed. */
  void none() {
    inARow = 0;
  }

  /** How the run ends if there may be no more. */
  Completion cannotGoOn(String why) {
    String rest =
        rules.durable()
            ? ". It went back to the last commit " + inARow + " times in a row."
            : ". There is no store to go back to.";
    return new Completion(
        Completion.Kind.FAILED,
        rules.durable() ? "NO_PROGRESS" : "INTERNAL",
        "The pipeline cannot go on: " + why + rest);
  }
}
