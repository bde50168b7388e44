package dev.potoroo.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * A Maven project with a pipeline, its test and its data, to begin one's own with. Made from
 * templates beside this class.
 *
 * @param name of project, jar and pipeline
 * @param javaPackage of its classes
 */
record NewProject(String name, String javaPackage) {
  private static final int LONGEST_NAME = 63;

  /** Classes that the templates use by their simple names. */
  private static final Set<String> TAKEN =
      Set.of(
          "Codec",
          "ConsoleSink",
          "Exception",
          "FileSource",
          "Flow",
          "Long",
          "Next",
          "Override",
          "Pipeline",
          "PipelineTest",
          "Potoroo",
          "Sink",
          "Source",
          "Step",
          "String",
          "Test",
          "Visit",
          "Visits");

  /**
   * Describes a project.
   *
   * @throws PotorooException if one of the names cannot be one
   */
  NewProject {
    if (!name.matches("[a-z]([a-z0-9-]*[a-z0-9])?") || name.length() > LONGEST_NAME) {
      throw wrong(
          "[%s] cannot be the name of a project: it must be a lower-case letter followed by lower-case letters, digits and hyphens, at most %d, such as my-app."
              .formatted(name, LONGEST_NAME));
    }
    if (TAKEN.contains(className(name))) {
      throw wrong(
          "[%s] cannot be the name of a project: its class [%s] would stand in the way of another one. Choose another name, such as my-%s."
              .formatted(name, className(name), name));
    }
    if (!SourceVersion.isName(javaPackage)) {
      throw wrong(
          "[%s] cannot be a package of Java. Choose another --package, such as com.example.app."
              .formatted(javaPackage));
    }
  }

  /** The package for a project for which none was said. */
  static String packageFor(String name) {
    return "com.example." + name.replace("-", "");
  }

  private static String className(String name) {
    return Arrays.stream(name.split("-"))
        .filter(part -> !part.isEmpty())
        .map(part -> Character.toUpperCase(part.charAt(0)) + part.substring(1))
        .collect(Collectors.joining());
  }

  private static PotorooException wrong(String message) {
    return new PotorooException(ErrorCode.BAD_COMMAND_LINE, message);
  }

  /**
   * Makes the folder of the project in {@code parent}.
   *
   * @return the folder
   * @throws PotorooException if it is there already and not empty, or cannot be written
   */
  Path create(Path parent) {
    Path folder = parent.resolve(name);
    try {
      if (Files.exists(folder) && !isEmptyFolder(folder)) {
        throw wrong(
            "[%s] is there already, and not an empty folder. Choose another name, or move it away."
                .formatted(folder));
      }
      for (Map.Entry<String, String> file : files().entrySet()) {
        Path path = folder.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, filled(template(file.getValue())));
      }
      return folder;
    } catch (IOException e) {
      throw new PotorooException(
          ErrorCode.BAD_COMMAND_LINE,
          "Project [%s] cannot be written: %s. Choose another --directory.".formatted(folder, e),
          e);
    }
  }

  private static boolean isEmptyFolder(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> content = Files.list(path)) {
      return content.findAny().isEmpty();
    }
  }

  /** The files of the project, each with its template. */
  private Map<String, String> files() {
    String folder = javaPackage.replace('.', '/');
    String main = "src/main/resources/";
    Map<String, String> files = new TreeMap<>();
    files.put("pom.xml", "pom.xml");
    files.put("README.md", "README.md");
    files.put(".gitignore", "gitignore");
    files.put("src/main/java/" + folder + "/" + className(name) + ".java", "Pipeline.java.txt");
    files.put(
        "src/test/java/" + folder + "/" + className(name) + "Test.java", "PipelineTest.java.txt");
    files.put(main + folder + "/visits.jsonl", "visits.jsonl");
    files.put(main + "logback.xml", "logback.xml");
    files.put(main + "META-INF/services/dev.potoroo.Pipeline", "services");
    files.put("src/test/resources/logback-test.xml", "logback-test.xml");
    return files;
  }

  private String filled(String template) {
    return template
        .replace("{{name}}", name)
        .replace("{{class}}", className(name))
        .replace("{{package}}", javaPackage);
  }

  private static String template(String name) {
    try (InputStream in = NewProject.class.getResourceAsStream("project/" + name)) {
      if (in == null) {
        throw new IllegalStateException("there is no template [" + name + "]");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What to do next, for people. */
  List<String> nextSteps(Path folder) {
    return List.of(
        "Made [" + folder + "]. To build, test and run it:",
        "  cd " + folder,
        "  mvn package",
        "  java -jar target/" + name + ".jar");
  }
}
