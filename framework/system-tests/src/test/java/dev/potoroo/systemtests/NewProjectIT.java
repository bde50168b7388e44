package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project made by the command {@code new} builds, passes its tests and runs, without a change.
 */
class NewProjectIT {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  /** What such a project needs of this build, and where it is. */
  private static final Map<String, String> MODULES =
      Map.of(
          "potoroo-core", "framework/core",
          "potoroo-management", "framework/management",
          "potoroo-launcher", "framework/launcher",
          "potoroo-testkit", "framework/testkit");

  @TempDir private Path folder;

  @Test
  void buildsTestsAndRunsAtOnce() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    run(folder, List.of(java, "-jar", Jvm.jar(), "new", "my-app"));
    Path project = folder.resolve("my-app");
    String built =
        run(project, List.of("mvn", "-o", "-B", "-Dmaven.repo.local=" + repository(), "package"));
    assertThat(built).contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0");

    String printed = run(project, List.of(java, "-jar", "target/my-app.jar"));
    assertThat(printed)
        .contains("{\"page\":\"/\",\"count\":3}", "{\"page\":\"/help\",\"count\":2}");
    assertThat(run(project, List.of(java, "-jar", "target/my-app.jar", "topology")))
        .contains("count", "visits");
  }

  /** Runs a program to its end; what it printed. */
  private String run(Path directory, List<String> command) throws Exception {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String printed = Texts.read(output);
    assertThat(process.exitValue()).as(printed).isZero();
    return printed;
  }

  /** A repository that has what this build has made, and else what Maven uses here. */
  private Path repository() throws IOException {
    Path used = Path.of(System.getProperty("test.repository"));
    Path repository = Files.createDirectory(folder.resolve("repository"));
    link(used, repository, "dev");
    Path dev = Files.createDirectory(repository.resolve("dev"));
    link(used.resolve("dev"), dev, "potoroo");
    String version = System.getProperty("test.version");
    install(dev, "potoroo-parent", version, ROOT, "pom");
    install(dev, "potoroo-framework", version, ROOT.resolve("framework"), "pom");
    for (Map.Entry<String, String> module : MODULES.entrySet()) {
      install(dev, module.getKey(), version, ROOT.resolve(module.getValue()), "jar");
    }
    return repository;
  }

  private static void link(Path from, Path to, String except) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (Stream<Path> all = Files.list(from)) {
      all.filter(entry -> !entry.endsWith(except)).forEach(entries::add);
    }
    for (Path entry : entries) {
      Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
    }
  }

  private static void install(
      Path dev, String artifact, String version, Path module, String packaging) throws IOException {
    Path into = Files.createDirectories(dev.resolve("potoroo/" + artifact + "/" + version));
    String name = artifact + "-" + version;
    Files.copy(module.resolve("pom.xml"), into.resolve(name + ".pom"));
    if (packaging.equals("jar")) {
      Files.copy(module.resolve("target/" + name + ".jar"), into.resolve(name + ".jar"));
    }
  }
}
