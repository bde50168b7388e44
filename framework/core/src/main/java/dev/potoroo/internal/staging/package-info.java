/**
 * The output of rounds that is kept in the state store until an outside system has it: its form,
 * and what is decided about it. Plain code without threads, clock or I/O.
 */
@NullMarked
package dev.potoroo.internal.staging;

import org.jspecify.annotations.NullMarked;
