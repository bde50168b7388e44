package dev.potoroo.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a repository of artifacts gets of this build is whole, and named wherever it must be. */
class PublishedModulesTest {
  private static final Path ROOT = Path.of("../..");
  private static final Path FRAMEWORK = ROOT.resolve("framework");

  @Test
  void areAllNamedByTheBillOfMaterials() {
    assertThat(Pom.of(FRAMEWORK.resolve("bom")).managed())
        .containsExactlyInAnyOrderElementsOf(published().stream().map(Pom::artifact).toList());
  }

  @Test
  void haveTheirVersionsInTheRootPom() {
    assertThat(Pom.of(ROOT).managed())
        .containsAll(published().stream().map(Pom::artifact).toList());
  }

  @Test
  void haveAModuleNameEach() {
    List<String> names =
        published().stream()
            .flatMap(pom -> pom.texts("/project/properties/automatic.module.name").stream())
            .toList();
    assertThat(names)
        .hasSameSizeAs(published())
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("dev\\.potoroo\\.[a-z.]+"));
  }

  /**
   * The clock of a node is made where its pipeline is started, and handed in. A step that is tried
   * out without a runtime takes the time of day. How long something took is another thing.
   */
  @Test
  void readNoClockButTheOneThatIsHandedIn() throws IOException {
    Pattern clock =
        Pattern.compile(
            "currentTimeMillis|\\bClock\\.(system|tick)|\\b(Instant|\\w+Date|\\w+Time|Year)\\.now\\(|new"
                + " Date\\(\\)|Calendar\\.getInstance");
    List<String> readers = new ArrayList<>();
    for (Path source : sources()) {
      if (clock.matcher(Files.readString(source)).find()) {
        readers.add(source.getFileName().toString());
      }
    }
    assertThat(readers).containsExactlyInAnyOrder("RunningPipeline.java", "Step.java");
  }

  @Test
  void sayOfEachPublicPackageSinceWhenItIsThere() throws IOException {
    List<Path> packages =
        sources().stream()
            .filter(file -> file.endsWith("package-info.java"))
            .filter(file -> !file.toString().contains("/internal/"))
            .toList();
    assertThat(packages)
        .hasSizeGreaterThan(20)
        .allSatisfy(file -> assertThat(file).content().containsPattern("\n \\* @since \\d+\\.\\d"));
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Path module : publishedModules()) {
      try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    return sources;
  }

  private static List<Pom> published() {
    return publishedModules().stream().map(Pom::of).toList();
  }

  private static List<Path> publishedModules() {
    return Pom.of(FRAMEWORK).texts("/project/modules/module").stream()
        .map(FRAMEWORK::resolve)
        .filter(module -> Pom.of(module).isPublishedJar())
        .toList();
  }
}
