package dev.potoroo.internal.round.simulation;

/** One rule of the protocol that is broken on purpose: the simulation must find out. */
enum Mutant {
  /** Nothing is broken. */
  NONE,
  /** The coordinator commits when the first node has prepared. */
  COMMIT_BEFORE_ALL_HAVE_PREPARED,
  /** Records flow again when the first node has captured. */
  FLOW_BEFORE_ALL_HAVE_CAPTURED,
  /** Records flow again while changes are captured: a node captures after that. */
  CAPTURED_IS_SAID_TOO_EARLY,
  /** The store commits for a generation that is over. */
  STORE_TAKES_OLD_GENERATIONS,
  /** A node takes records of a generation that is over. */
  NODE_TAKES_OLD_RECORDS,
  /** All that was emitted is said to be settled. */
  NOTHING_IS_COUNTED,
  /** A node says that its sources have paused before they have. */
  PAUSE_IS_NOT_WAITED_FOR,
  /** A node that has not heard that it is to pause says what it has counted. */
  NODE_REPORTS_WITHOUT_HAVING_PAUSED,
  /** Orders that come late or twice are followed. */
  TURNS_ARE_IGNORED,
  /** A sink keeps what no commit has confirmed. */
  SINK_IS_NOT_TAKEN_BACK,
  /** A sink says its mark before what it stands for is durable. */
  MARK_IS_SAID_BEFORE_OUTPUT_IS_DURABLE,
  /** A sink prepares some time after the cut. */
  SINK_PREPARES_TOO_LATE,
  /** Objects keep what no commit has confirmed. */
  STATE_IS_NOT_TAKEN_BACK,
  /** A commit has the positions of the moment at which a node has prepared. */
  POSITIONS_ARE_OF_ANOTHER_CUT,
  /** A commit of which nobody knows what has become of it is taken for done. */
  UNKNOWN_COMMIT_IS_TAKEN_FOR_DONE,
  /** A source goes on where it was, not where the last commit says. */
  SOURCE_IS_NOT_TAKEN_BACK,
  /** Objects leave memory before their changes are committed. */
  OBJECTS_LEAVE_TOO_EARLY
}
