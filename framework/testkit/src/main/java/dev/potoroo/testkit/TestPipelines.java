package dev.potoroo.testkit;

import dev.potoroo.Pipeline;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/** Makes the pipeline of a test once more, in another process. */
final class TestPipelines {
  private TestPipelines() {}

  /**
   * The name under which {@link #make} knows the class.
   *
   * @throws IllegalArgumentException if another process cannot make one
   */
  static String name(Pipeline pipeline) {
    Class<?> type = pipeline.getClass();
    try {
      if (!type.isHidden() && !type.isAnonymousClass()) {
        Constructor<?> unused = type.getDeclaredConstructor();
        return type.getName();
      }
    } catch (NoSuchMethodException e) {
      throw refused(type, e);
    }
    throw refused(type, null);
  }

  private static IllegalArgumentException refused(Class<?> type, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "pipeline ["
            + type.getName()
            + "] cannot be made again in the process of a node. It must be a class with a name, and"
            + " with a constructor without arguments; an inner class must be static",
        cause);
  }

  /** A pipeline of that class, which need not be public. */
  static Pipeline make(String name) throws ReflectiveOperationException {
    Constructor<?> constructor = Class.forName(name).getDeclaredConstructor();
    constructor.setAccessible(true);
    return (Pipeline) constructor.newInstance();
  }
}
