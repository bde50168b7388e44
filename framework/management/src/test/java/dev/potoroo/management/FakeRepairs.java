package dev.potoroo.management;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.potoroo.service.Repairs;
import dev.potoroo.status.AuditEntry;
import dev.potoroo.status.AuditPage;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.Members;
import dev.potoroo.status.Note;
import dev.potoroo.status.QuarantineStatus;
import dev.potoroo.status.Repair;
import dev.potoroo.status.RepairResult;
import dev.potoroo.status.SourceOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One quarantined key, {@code eel}; keeps what is ordered, and answers as it is told to. */
final class FakeRepairs implements Repairs {
  private static final Instant SINCE = Instant.parse("2026-03-01T08:21:07.113Z");
  private static final String NODE = "127.0.0.1:25520";

  final List<Repair> ordered = Collections.synchronizedList(new ArrayList<>());
  volatile RepairResult.Outcome outcome = RepairResult.Outcome.DONE;

  @Override
  public CompletionStage<EntityPage> quarantined(
      String step, String prefix, int limit, Optional<String> cursor) {
    boolean shown = "eel".startsWith(prefix) && cursor.isEmpty();
    return CompletableFuture.completedFuture(
        new EntityPage(
            shown ? List.of(new EntityPage.Item("eel", 17, NODE)) : List.of(),
            null,
            new Members(1, 1)));
  }

  @Override
  public CompletionStage<Optional<QuarantineStatus>> quarantined(
      String step, String key, int records) {
    return CompletableFuture.completedFuture(
        key.equals("eel")
            ? Optional.of(
                new QuarantineStatus(
                    "word-count",
                    step,
                    key,
                    "handler",
                    "java.lang.ArithmeticException",
                    "ArithmeticException: / by zero",
                    SINCE,
                    2,
                    3,
                    List.of(TextNode.valueOf("eel"), TextNode.valueOf("eel")),
                    17,
                    NODE))
            : Optional.empty());
  }

  @Override
  public CompletionStage<RepairResult> order(Repair repair) {
    ordered.add(repair);
    return CompletableFuture.completedFuture(
        new RepairResult(outcome, "the object has version [8], not [7]", 8, 1, 4));
  }

  final List<Note> notes = Collections.synchronizedList(new ArrayList<>());

  @Override
  public void note(Note note) {
    notes.add(note);
  }

  final List<SourceOrder> ofSources = Collections.synchronizedList(new ArrayList<>());

  @Override
  public CompletionStage<RepairResult> order(SourceOrder order) {
    ofSources.add(order);
    return CompletableFuture.completedFuture(
        new RepairResult(outcome, "source [lines] is not paused by itself", 0, 0, 0));
  }

  @Override
  public CompletionStage<AuditPage> audit(
      Optional<Instant> since, int limit, Optional<String> cursor) {
    return CompletableFuture.completedFuture(
        new AuditPage(
            List.of(
                new AuditEntry(
                    SINCE,
                    NODE,
                    "count",
                    "eel",
                    "SKIP",
                    "owner",
                    "not a word",
                    7,
                    7,
                    TextNode.valueOf("eel"),
                    null)),
            null));
  }
}
