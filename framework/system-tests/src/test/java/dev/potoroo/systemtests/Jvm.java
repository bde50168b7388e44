package dev.potoroo.systemtests;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * A class path with the pipelines of this module, and an archive of what the JVM makes of the
 * classes on it: for tests that start very many processes, which then start in half the time.
 */
final class Jvm {
  private static final String ARCHIVE = "classes.jsa";

  private final Path directory;
  private final String classPath;

  /** Makes the class path; such an archive takes jars only. */
  Jvm(Path directory) {
    this.directory = directory;
    Path jar = directory.resolve("pipelines.jar");
    Path classes = Path.of(Jvm.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        add(classes.relativize(file).toString(), file, out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    classPath = PotorooProcess.jar() + System.getProperty("path.separator") + jar;
  }

  private static void add(String name, Path file, JarOutputStream to) throws IOException {
    to.putNextEntry(new JarEntry(name));
    Files.copy(file, (OutputStream) to);
    to.closeEntry();
  }

  /** Options with which the JVM writes the archive when it ends. */
  List<String> archiving() {
    return List.of(
        "-XX:ArchiveClassesAtExit=" + directory.resolve(ARCHIVE + ".new"), "-Xlog:disable");
  }

  /** The archive is complete, and may be used. */
  void archived() {
    try {
      Files.move(directory.resolve(ARCHIVE + ".new"), directory.resolve(ARCHIVE), REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Options that use the archive, if there is one. */
  List<String> options() {
    Path archive = directory.resolve(ARCHIVE);
    return Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
  }

  /** What comes after the options. */
  List<String> main() {
    return List.of("-cp", classPath, "dev.potoroo.launcher.Main");
  }
}
