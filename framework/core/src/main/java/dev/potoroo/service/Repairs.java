package dev.potoroo.service;

import dev.potoroo.status.AuditPage;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.Note;
import dev.potoroo.status.QuarantineStatus;
import dev.potoroo.status.Repair;
import dev.potoroo.status.RepairResult;
import dev.potoroo.status.SourceOrder;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Looks after single keys of a running pipeline: which are quarantined, and what is to be done to
 * them. Thread-safe; answers for the whole cluster, by whichever node it is asked.
 */
public interface Repairs {

  /**
   * Quarantined keys of a step that start with {@code prefix}, in the order of their UTF-16 code
   * units.
   *
   * @param limit how many, 1 to 500
   * @param cursor where to go on: the keys after this text
   */
  CompletionStage<EntityPage> quarantined(
      String step, String prefix, int limit, Optional<String> cursor);

  /**
   * A quarantined key; empty if it is not quarantined.
   *
   * @param records how many of its held records to show at most, 0 to 100; fewer if they are large
   */
  CompletionStage<Optional<QuarantineStatus>> quarantined(String step, String key, int records);

  /**
   * Does something to a key, between two of its records. Completes when it is committed, or as soon
   * as it is clear that it will not be; without a store when it is done.
   */
  CompletionStage<RepairResult> order(Repair repair);

  /**
   * Pauses or resumes a source, or all of them: which, is committed, and so holds over restarts and
   * on nodes that join later. Sources stop at once; what they have read is processed, and timers
   * fire. Completes when it is committed; without a store when it is done, and then it holds as
   * long as each node runs.
   *
   * @throws IllegalArgumentException if there is no such source
   */
  CompletionStage<RepairResult> order(SourceOrder order);

  /**
   * Keeps in the audit log that something was ordered. It is committed with the next round, also if
   * the pipeline goes back before that, but not if this node ends; the node's log has it at once.
   */
  void note(Note note);

  /**
   * What was done to keys and sources, and what was noted, oldest first. Without a store the log of
   * each node alone says so, and nothing is found here.
   *
   * @param since only entries from then on
   * @param limit how many, 1 to 500
   * @param cursor where to go on: what the page before gave
   */
  CompletionStage<AuditPage> audit(Optional<Instant> since, int limit, Optional<String> cursor);
}
