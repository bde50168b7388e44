package dev.potoroo.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestKafkaTest {

  /** By a class loader that has all that these tests have, but for the broker. */
  @Test
  void saysWhichDependencyABrokerNeeds(@TempDir Path directory) throws Exception {
    List<URL> others = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!Path.of(entry).getFileName().toString().startsWith("kafka_")) {
        others.add(Path.of(entry).toUri().toURL());
      }
    }
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader without = new URLClassLoader(others.toArray(URL[]::new), platform)) {
      Method start = without.loadClass(TestKafka.class.getName()).getMethod("start", Path.class);
      assertThatThrownBy(() -> start.invoke(null, directory))
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("[org.apache.kafka:kafka_2.13]");
    }
  }
}
