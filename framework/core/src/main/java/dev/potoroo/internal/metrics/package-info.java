/** Counts and times on the way of records, at next to no cost; who reads them adds them up. */
@NullMarked
package dev.potoroo.internal.metrics;

import org.jspecify.annotations.NullMarked;
