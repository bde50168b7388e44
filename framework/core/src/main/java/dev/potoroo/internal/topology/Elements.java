package dev.potoroo.internal.topology;

import dev.potoroo.FlowNode;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import java.util.Locale;

/** How messages and pictures name the elements of a flow. */
final class Elements {
  private Elements() {}

  static String source(Source<?> source) {
    return "Source [" + source.name() + "]";
  }

  static String step(Step<?, ?, ?> step) {
    return "Step [" + step.name() + "]";
  }

  static String sink(Sink<?> sink) {
    return "Sink [" + sink.name() + "]";
  }

  /** {@code Step [count]} as it is written within a sentence. */
  static String inSentence(String element) {
    return element.substring(0, 1).toLowerCase(Locale.ROOT) + element.substring(1);
  }

  /** The method that made the node. */
  static String verb(FlowNode node) {
    if (node instanceof FlowNode.Operator operator) {
      return verb(operator.kind());
    } else if (node instanceof FlowNode.Merge) {
      return "merge";
    } else if (node instanceof FlowNode.KeyBy) {
      return "keyBy";
    } else if (node instanceof FlowNode.Combine) {
      return "combineLocally";
    } else if (node instanceof FlowNode.From) {
      return "from";
    }
    return node instanceof FlowNode.Keyed ? "step" : "to";
  }

  static String verb(FlowNode.Operator.Kind kind) {
    return switch (kind) {
      case MAP -> "map";
      case FILTER -> "filter";
      case FLAT_MAP -> "flatMap";
      case ONLY -> "only";
      case PEEK -> "peek";
    };
  }

  /** A type as its user writes it: without package, with the class it is nested in. */
  static String type(Class<?> type) {
    return type.isArray() ? type(type.getComponentType()) + "[]" : simple(type);
  }

  private static String simple(Class<?> type) {
    String name = type.getTypeName();
    int dot = name.lastIndexOf('.');
    return name.substring(dot + 1).replace('$', '.');
  }
}
