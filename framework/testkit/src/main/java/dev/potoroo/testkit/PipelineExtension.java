package dev.potoroo.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts a pipeline on real nodes for a JUnit test, and stops it afterwards: for each test in a
 * folder of its own, or once for all tests of the class if the field is static.
 *
 * <pre>{@code
 * @RegisterExtension
 * final PipelineExtension pipeline =
 *     PipelineExtension.of(
 *         folder ->
 *             PipelineRunner.of(new WordCount(), folder)
 *                 .nodes(3)
 *                 .postgres()
 *                 .fromFile("lines", TEXT, Framing.NEWLINE)
 *                 .toFile("counts", folder.resolve("counts-{node}"), Framing.NEWLINE));
 * }</pre>
 *
 * <p>The folder is removed with all that is in it when the nodes have stopped. For one thread.
 */
public final class PipelineExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private final Definition definition;
  private boolean shared;
  private @Nullable Path folder;
  private @Nullable PipelineNodes nodes;

  /** Says what is to be started. */
  @FunctionalInterface
  public interface Definition {
    /**
     * Describes a run.
     *
     * @param folder an empty one, for what is read and written
     * @throws Exception if what it needs cannot be had; the test fails with it
     */
    PipelineRunner describe(Path folder) throws Exception;
  }

  private PipelineExtension(Definition definition) {
    this.definition = definition;
  }

  /** One that starts what is described, each time anew. */
  public static PipelineExtension of(Definition definition) {
    return new PipelineExtension(definition);
  }

  /**
   * The nodes that run.
   *
   * @throws IllegalStateException outside of a test
   */
  public PipelineNodes nodes() {
    return there(nodes);
  }

  /**
   * The folder of the run.
   *
   * @throws IllegalStateException outside of a test
   */
  public Path folder() {
    return there(folder);
  }

  private static <T> T there(@Nullable T what) {
    if (what == null) {
      throw new IllegalStateException(
          "nothing runs: annotate the field with @RegisterExtension, and ask within a test");
    }
    return what;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    shared = true;
    start();
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    if (!shared) {
      start();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (!shared) {
      stop();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    stop();
  }

  private void start() throws Exception {
    Path made = Files.createTempDirectory("potoroo-nodes-");
    folder = made;
    nodes = definition.describe(made).start();
  }

  private void stop() {
    PipelineNodes running = nodes;
    Path made = folder;
    nodes = null;
    folder = null;
    try {
      if (running != null) {
        running.close();
      }
    } finally {
      if (made != null) {
        remove(made);
      }
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> found = Files.walk(folder)) {
      List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
      for (Path one : deepestFirst) {
        Files.delete(one);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
