package dev.potoroo.status;

/** How a topology is printed. */
public enum TopologyFormat {
  /** For people. */
  TEXT,
  /** For programs. */
  JSON,
  /** For documents that render Mermaid. */
  MERMAID,
  /** For Graphviz. */
  DOT
}
