package dev.potoroo.internal.topology;

import dev.potoroo.ErrorCode;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import java.util.Arrays;

/** Reads a flow's nodes, checks them all, and fuses them. */
final class TopologyBuilder {
  private TopologyBuilder() {}

  static Topology build(Pipeline pipeline) {
    // User code, which does not know of NullAway.
    String name = String.valueOf(pipeline.name());
    Faults faults = new Faults(Faults.cut(name));
    NameChecks.checkPipeline(name, faults);
    FlowGraph graph = new FlowGraph(define(pipeline, faults));
    NameChecks.check(graph, faults);
    ShapeChecks.check(graph, faults);
    HandlerChecks.check(graph, faults);
    StateChecks.check(graph, faults);
    RecordChecks.check(graph, faults);
    PolicyChecks.check(graph, faults);
    TimeChecks.check(graph, faults);
    RefChecks.check(graph, faults);
    faults.throwIfAny(null);
    return Fusion.fuse(name, graph);
  }

  private static Flow define(Pipeline pipeline, Faults faults) {
    Flow flow = new Flow();
    try {
      pipeline.define(flow);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      Throwable cause =
          e instanceof ExceptionInInitializerError init && init.getCause() != null
              ? init.getCause()
              : e;
      faults.addToPipeline(
          ErrorCode.DEFINITION_FAILED,
          "define() threw ["
              + cause.getClass().getName()
              + "] at ["
              + place(cause)
              + "]: ["
              + Faults.said(cause)
              + "]. It only describes the pipeline and must not throw; correct that place.");
      faults.throwIfAny(e);
    }
    return flow;
  }

  /** The innermost place that is neither Java's nor the DSL's. */
  private static String place(Throwable thrown) {
    return Arrays.stream(thrown.getStackTrace())
        .filter(
            frame -> !frame.getClassName().matches("(java|jdk|sun)\\..*|dev\\.potoroo\\.[A-Z].*"))
        .findFirst()
        .map(
            frame ->
                frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber())
        .orElse("unknown");
  }
}
