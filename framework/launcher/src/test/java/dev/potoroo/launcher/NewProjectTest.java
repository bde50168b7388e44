package dev.potoroo.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewProjectTest {
  @TempDir private Path parent;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int execute(String... args) {
    Host host =
        new Host(
            new PrintStream(out, true),
            new PrintStream(err, true),
            Optional.empty(),
            new FakeEngine(),
            stop -> () -> {});
    return new Cli(Pipelines.services(), host).execute(args);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      return found.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void makesAProjectAndSaysWhatToDoNext() throws IOException {
    assertThat(execute("new", "my-app", "--directory", parent.toString())).isZero();

    Path folder = parent.resolve("my-app");
    assertThat(files(folder))
        .map(file -> folder.relativize(file).toString())
        .containsExactly(
            ".gitignore",
            "README.md",
            "pom.xml",
            "src/main/java/com/example/myapp/MyApp.java",
            "src/main/resources/META-INF/services/dev.potoroo.Pipeline",
            "src/main/resources/com/example/myapp/visits.jsonl",
            "src/main/resources/logback.xml",
            "src/test/java/com/example/myapp/MyAppTest.java",
            "src/test/resources/logback-test.xml");
    assertThat(out.toString())
        .contains("  cd " + folder, "  mvn package", "  java -jar target/my-app.jar");
  }

  @Test
  void leavesNoPlaceholderAndAPomThatCanBeRead() throws Exception {
    Path folder = new NewProject("my-app", "org.acme.web").create(parent);
    for (Path file : files(folder)) {
      assertThat(file).content().doesNotContain("{{", "@project", "@maven");
    }
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(folder.resolve("pom.xml").toFile());
    assertThat(folder.resolve("pom.xml"))
        .content()
        .contains("<groupId>org.acme.web</groupId>", "<artifactId>my-app</artifactId>")
        .contains("<mainClass>org.acme.web.MyApp</mainClass>")
        .contains("<version>${potoroo.version}</version>")
        .containsPattern("<potoroo.version>\\d+\\.\\d+\\.\\d+")
        .containsPattern("<artifactId>maven-shade-plugin</artifactId>\\s+<version>\\d");
    assertThat(folder.resolve("src/main/java/org/acme/web/MyApp.java"))
        .content()
        .startsWith("package org.acme.web;")
        .contains("public final class MyApp implements Pipeline");
  }

  @ParameterizedTest
  @ValueSource(strings = {"My-App", "1st", "my_app", "app-", "", "a/b", "string", "step"})
  void refusesWhatIsNoName(String name) {
    assertThat(execute("new", name, "--directory", parent.toString())).isEqualTo(2);
    assertThat(err.toString()).startsWith("POTOROO-2005").contains("[" + name + "]", "such as my-");
    assertThat(parent).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"com..app", "com.class", "com/app", "1a"})
  void refusesWhatIsNoPackage(String name) {
    assertThatThrownBy(() -> new NewProject("app", name))
        .isInstanceOf(PotorooException.class)
        .hasMessageContaining("[" + name + "] cannot be a package");
  }

  @Test
  void leavesWhatIsThereAlone() throws IOException {
    Path there = Files.createDirectory(parent.resolve("my-app"));
    new NewProject("my-app", "a.b").create(parent);
    assertThat(there.resolve("pom.xml")).exists();

    Files.delete(there.resolve("pom.xml"));
    assertThatThrownBy(() -> new NewProject("my-app", "a.b").create(parent))
        .isInstanceOfSatisfying(
            PotorooException.class,
            e -> assertThat(e.faults().get(0).code()).isEqualTo(ErrorCode.BAD_COMMAND_LINE))
        .hasMessageContaining("is there already");
    assertThat(there.resolve("pom.xml")).doesNotExist();
  }

  @Test
  void saysThatItCannotWrite() throws IOException {
    Path file = Files.createFile(parent.resolve("file"));
    assertThatThrownBy(() -> new NewProject("my-app", "a.b").create(file))
        .hasMessageContainingAll("cannot be written", "another --directory");
  }
}
