package dev.potoroo.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some entries of the audit log, oldest first.
 *
 * @param items the entries
 * @param nextCursor what to pass to get the entries after these; null if there are none
 */
public record AuditPage(List<AuditEntry> items, @Nullable String nextCursor) {}
