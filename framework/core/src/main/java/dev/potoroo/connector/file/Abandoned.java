package dev.potoroo.connector.file;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What nodes may have left that take no part in a generation. A node that was cut off, or stood
 * still, may not have ended when the others go on without it, and holds its files locked: so it is
 * tried again after each commit, until all is taken back.
 */
final class Abandoned {
  private static final Logger LOG = LoggerFactory.getLogger(Abandoned.class);

  private final String sink;
  private final Map<String, Leftover> left;
  private boolean triedBefore;

  /** Something that a node may have left. */
  interface Leftover {
    /**
     * Takes back what was not committed, if the node does not write any more.
     *
     * @return false if it does
     */
    boolean takeBack() throws IOException;
  }

  /**
   * Makes one.
   *
   * @param left by their names
   */
  Abandoned(String sink, Map<String, Leftover> left) {
    this.sink = sink;
    this.left = new LinkedHashMap<>(left);
  }

  /** Takes back what can be, and was not yet. Costs nothing if all is. */
  void takeBack() {
    left.entrySet().removeIf(one -> isDone(one.getKey(), one.getValue()));
    triedBefore = true;
  }

  private boolean isDone(String name, Leftover leftover) {
    try {
      boolean done = leftover.takeBack();
      if (!done && !triedBefore) {
        LOG.info(
            "sink [{}]: file [{}] is still held by a node that takes no part any more; what it has"
                + " not committed is taken back when it has ended",
            sink,
            name);
      }
      return done;
    } catch (IOException e) {
      LOG.warn(
          "sink [{}]: what was not committed to file [{}] could not be taken back: {}",
          sink,
          name,
          e.toString());
      return true;
    }
  }
}
