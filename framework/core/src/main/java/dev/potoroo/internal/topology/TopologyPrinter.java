package dev.potoroo.internal.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.potoroo.JacksonSupport;
import dev.potoroo.status.TopologyDescription;
import dev.potoroo.status.TopologyDescription.Edge;
import dev.potoroo.status.TopologyDescription.Node;
import dev.potoroo.status.TopologyDescription.Reference;
import dev.potoroo.status.TopologyFormat;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a topology for people and for programs; each text ends with a line break. */
public final class TopologyPrinter {
  private TopologyPrinter() {}

  /**
   * The topology in that format.
   *
   * @param stored whether rounds are committed to a store
   */
  public static String print(Topology topology, TopologyFormat format, boolean stored) {
    TopologyDescription graph = TopologyDescriber.describe(topology, stored);
    return switch (format) {
      case TEXT -> text(graph);
      case JSON -> json(graph);
      case MERMAID -> mermaid(graph);
      case DOT -> dot(graph);
    };
  }

  private static String text(TopologyDescription graph) {
    StringBuilder text = new StringBuilder("pipeline " + graph.pipeline() + "\n");
    for (Node node : graph.nodes()) {
      boolean operators = node.kind().equals("operators");
      text.append('\n').append(operators ? node.name() : node.kind() + " " + node.name());
      if (!operators) {
        text.append("  (").append(node.detail()).append(')');
      }
      text.append('\n');
      for (Edge edge : from(node, graph)) {
        text.append(edge.keyed() ? "  -> by key to " : "  -> ").append(edge.to()).append('\n');
      }
      for (Reference reference : readers(node, graph)) {
        text.append("  .. read by ").append(reference.to()).append('\n');
      }
    }
    text.append("\nafter a crash\n");
    for (TopologyDescription.Path path : graph.paths()) {
      text.append("  ").append(path.source()).append(" -> ").append(path.sink()).append(": ");
      text.append(path.guarantee()).append(" (").append(path.why()).append(")\n");
    }
    return text.toString();
  }

  private static List<Edge> from(Node node, TopologyDescription graph) {
    return graph.edges().stream().filter(edge -> edge.from().equals(node.name())).toList();
  }

  private static List<Reference> readers(Node node, TopologyDescription graph) {
    return graph.references().stream().filter(one -> one.from().equals(node.name())).toList();
  }

  private static String json(TopologyDescription graph) {
    try {
      return JacksonSupport.json().writerWithDefaultPrettyPrinter().writeValueAsString(graph)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String mermaid(TopologyDescription graph) {
    Map<String, String> ids = ids(graph);
    StringBuilder text = new StringBuilder("flowchart LR\n");
    for (Node node : graph.nodes()) {
      String label = "\"" + mermaidLabel(node) + "\"";
      String shape =
          switch (node.kind()) {
            case "source", "sink" -> "([" + label + "])";
            case "step" -> "[(" + label + ")]";
            default -> "[" + label + "]";
          };
      text.append("  ").append(ids.get(node.name())).append(shape).append('\n');
    }
    for (Edge edge : graph.edges()) {
      text.append("  ").append(ids.get(edge.from()));
      text.append(edge.keyed() ? " -->|by key| " : " --> ");
      text.append(ids.get(edge.to())).append('\n');
    }
    for (Reference reference : graph.references()) {
      text.append("  ").append(ids.get(reference.from())).append(" -.->|read by| ");
      text.append(ids.get(reference.to())).append('\n');
    }
    return text.toString();
  }

  /** Whatever could mean something to Mermaid or HTML, as an entity in Mermaid's own syntax. */
  private static String mermaidLabel(Node node) {
    return label(node)
        .lines()
        .map(
            line ->
                line.replace("#", "#35;")
                    .replace("&", "#amp;")
                    .replace("\"", "#quot;")
                    .replace("<", "#lt;")
                    .replace(">", "#gt;")
                    .replace("`", "#96;"))
        .collect(Collectors.joining("<br>"));
  }

  private static String dot(TopologyDescription graph) {
    Map<String, String> ids = ids(graph);
    StringBuilder text = new StringBuilder("digraph " + quoted(graph.pipeline()) + " {\n");
    text.append("  rankdir=LR;\n");
    for (Node node : graph.nodes()) {
      String shape =
          switch (node.kind()) {
            case "source", "sink" -> "ellipse";
            case "step" -> "cylinder";
            default -> "box";
          };
      text.append("  ").append(ids.get(node.name()));
      text.append(" [label=").append(quoted(label(node))).append(", shape=").append(shape);
      text.append("];\n");
    }
    for (Edge edge : graph.edges()) {
      text.append("  ").append(ids.get(edge.from())).append(" -> ").append(ids.get(edge.to()));
      text.append(edge.keyed() ? " [label=\"by key\"];\n" : ";\n");
    }
    for (Reference reference : graph.references()) {
      text.append("  ").append(ids.get(reference.from())).append(" -> ");
      text.append(ids.get(reference.to())).append(" [label=\"read by\", style=dashed];\n");
    }
    return text.append("}\n").toString();
  }

  private static String quoted(String text) {
    return "\""
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "")
        + "\"";
  }

  /** Two lines for what has a name of its own, one for operators. */
  private static String label(Node node) {
    return node.kind().equals("operators") ? node.detail() : node.name() + "\n" + node.detail();
  }

  private static Map<String, String> ids(TopologyDescription graph) {
    Map<String, String> ids = new HashMap<>();
    graph.nodes().forEach(node -> ids.put(node.name(), "n" + ids.size()));
    return ids;
  }
}
