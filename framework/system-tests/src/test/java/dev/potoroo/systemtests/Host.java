package dev.potoroo.systemtests;

import java.util.List;

/**
 * Where a node runs.
 *
 * @param command what comes before the command of a process there
 * @param settings its addresses, as arguments
 */
record Host(List<String> command, List<String> settings) {
  /** This machine, where nobody else can reach it. */
  static final Host LOOPBACK = new Host(List.of(), List.of());
}
