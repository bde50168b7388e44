package dev.potoroo.service;

import dev.potoroo.internal.runtime.NodeRuntime;
import dev.potoroo.status.AuditPage;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.Note;
import dev.potoroo.status.QuarantineStatus;
import dev.potoroo.status.Repair;
import dev.potoroo.status.RepairResult;
import dev.potoroo.status.SourceOrder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.ToIntFunction;

/** The {@link Repairs} of a runtime: checks what it is asked, and finds steps by name. */
final class RunningRepairs implements Repairs {
  private static final int MAX_ITEMS = 500;
  private static final int MAX_RECORDS = 100;

  private final NodeRuntime runtime;
  private final List<String> sources;
  private final ToIntFunction<String> indexOf;

  RunningRepairs(NodeRuntime runtime, List<String> sources, ToIntFunction<String> indexOf) {
    this.runtime = runtime;
    this.sources = sources;
    this.indexOf = indexOf;
  }

  private static void between(String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          what + " must be " + min + " to " + max + ", but is [" + value + "]");
    }
  }

  @Override
  public CompletionStage<EntityPage> quarantined(
      String step, String prefix, int limit, Optional<String> cursor) {
    between("limit", limit, 1, MAX_ITEMS);
    return runtime.quarantined(indexOf.applyAsInt(step), prefix, limit, cursor);
  }

  @Override
  public CompletionStage<Optional<QuarantineStatus>> quarantined(
      String step, String key, int records) {
    between("records", records, 0, MAX_RECORDS);
    return runtime.quarantined(indexOf.applyAsInt(step), key, records);
  }

  @Override
  public CompletionStage<RepairResult> order(Repair repair) {
    hasReason(repair.reason());
    return runtime.order(indexOf.applyAsInt(repair.step()), repair);
  }

  @Override
  public CompletionStage<RepairResult> order(SourceOrder order) {
    hasReason(order.reason());
    String source = order.source();
    if (source != null && !sources.contains(source)) {
      throw new IllegalArgumentException(
          "the pipeline has no source [" + source + "], but " + sources);
    }
    return runtime.order(order);
  }

  @Override
  public void note(Note note) {
    hasReason(note.reason());
    runtime.note(note);
  }

  private static void hasReason(String reason) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("the reason is missing");
    }
  }

  @Override
  public CompletionStage<AuditPage> audit(
      Optional<Instant> since, int limit, Optional<String> cursor) {
    between("limit", limit, 1, MAX_ITEMS);
    return runtime.audit(since, limit, cursor);
  }
}
