package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** How the processes of these tests are started. */
final class Jvm {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private Jvm() {}

  /**
   * What the JVM makes of the classes of the jar: with it, a process needs half the work to start.
   */
  private static final class Archive {
    static final Path FILE = make();

    private static Path make() {
      try {
        Path directory = Files.createTempDirectory("potoroo-classes");
        Path file = directory.resolve("classes.jsa");
        run(file, Files.createDirectory(directory.resolve("run")));
        directory.toFile().deleteOnExit();
        file.toFile().deleteOnExit();
        return file;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    private static void run(Path archive, Path directory) throws IOException, InterruptedException {
      Path lines = Files.writeString(directory.resolve("lines.txt"), "one word\n");
      Path log = directory.resolve("log.txt");
      List<String> command = new ArrayList<>(List.of(JAVA, "-Xlog:disable"));
      command.add("-XX:ArchiveClassesAtExit=" + archive);
      command.addAll(List.of("-jar", jar(), "run", "word-count", "--port=0"));
      command.addAll(List.of("--management-port=0", "--data-dir=" + directory.resolve("data")));
      command.add("--set=bindings.lines.path=" + lines);
      command.add("--set=bindings.lines.connector=file");
      command.add("--set=bindings.counts.connector=file");
      command.add("--set=bindings.counts.path=" + directory.resolve("counts.txt"));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      assertThat(process.waitFor()).as("exit code, %s", Texts.read(log)).isZero();
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
  }

  /** The command, without a class path. */
  static List<String> command() {
    return List.of(
        JAVA,
        "-XX:SharedArchiveFile=" + Archive.FILE,
        // Several JVMs start at once on few processors: the quick compiler helps.
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC");
  }

  /** The runnable jar of the samples. */
  static String jar() {
    String jar = System.getProperty("potoroo.jar");
    assertThat(jar).as("system property potoroo.jar: the runnable jar").isNotNull();
    return jar;
  }

  /** Arguments that run the jar, which has the pipelines of this module too. */
  static List<String> withTestPipelines() {
    String classes = Jvm.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    String path = jar() + System.getProperty("path.separator") + classes;
    return List.of("-cp", path, "dev.potoroo.launcher.Main");
  }
}
