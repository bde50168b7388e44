package dev.potoroo.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How the start script calls Java. What stands for Java here says which version it is, and what it
 * is called with, a word a line: there is one Java on a machine that builds this, and no old one.
 */
class StartScriptTest {
  private static final Path SCRIPT = Path.of("src/main/distribution/bin/potoroo").toAbsolutePath();

  @TempDir private Path directory;

  private final Map<String, String> environment = new HashMap<>();
  private Path home;

  @BeforeEach
  void unpack() throws IOException {
    home = Files.createDirectories(directory.resolve("with a space/potoroo"));
    Files.createDirectory(home.resolve("conf"));
    Files.copy(SCRIPT, Files.createDirectory(home.resolve("bin")).resolve("potoroo"));
    // What this build was started with is not to be mixed in.
    for (String name : new String[] {"JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"}) {
      environment.put(name, "");
    }
    java("17.0.9");
  }

  @Test
  void passesOnEachArgumentAsItIs() throws IOException {
    assertThat(started("run", "my pipeline", "--set=a=\"*\"", ""))
        .endsWith("dev.potoroo.launcher.Main", "run", "my pipeline", "--set=a=\"*\"", "");
  }

  @Test
  void findsItsDirectoryThroughLinks() throws IOException {
    Path links = Files.createDirectory(directory.resolve("links"));
    Path relative =
        Files.createSymbolicLink(
            links.resolve("relative"), Path.of("../with a space/potoroo/bin/potoroo"));
    Path absolute = Files.createSymbolicLink(directory.resolve("potoroo"), relative);
    Path real = home.toRealPath();
    assertThat(words(start(absolute.toString(), List.of("list"))))
        .contains(real + "/conf:" + real + "/lib/*:" + real + "/pipelines/*");
  }

  @ParameterizedTest
  @CsvSource({
    "'', run, -XX:+UseParallelGC",
    "-XX:+UseStringDeduplication, run, -XX:+UseParallelGC",
    "-XX:+UseZGC, run, -XX:+UseZGC",
    "-Xlog:gc -XX:+UseG1GC, local-cluster, -XX:+UseG1GC"
  })
  void choosesACollectorUnlessOneIsChosen(String options, String command, String chosen)
      throws IOException {
    environment.put("JAVA_OPTS", options);
    assertThat(started(command))
        .filteredOn(word -> word.matches("-XX:.Use.*GC"))
        .containsOnly(chosen);
  }

  @Test
  void letsOthersChooseTheCollectorToo() throws IOException {
    environment.put("JDK_JAVA_OPTIONS", "-XX:+UseSerialGC");
    assertThat(started("run")).noneMatch(word -> word.endsWith("GC"));
  }

  @Test
  void givesANodeItsWholeHeapAtOnce() throws IOException {
    assertThat(started("run")).contains("-XX:InitialRAMPercentage=25", "-XX:MaxRAMPercentage=25");
    environment.put("POTOROO_HEAP", "60%");
    assertThat(started("run")).contains("-XX:InitialRAMPercentage=60", "-XX:MaxRAMPercentage=60");
    environment.put("POTOROO_HEAP", "4g");
    assertThat(started("run")).contains("-Xms4g", "-Xmx4g");
    environment.put("JAVA_OPTS", "-Xmx5g");
    assertThat(started("run")).containsSubsequence("-Xmx4g", "-Xmx5g");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "--version", "entity"})
  void startsShortCommandsWithoutAHeapOfANode(String command) throws IOException {
    assertThat(started(command)).first().isEqualTo("-cp");
  }

  @Test
  void keepsNewerJavaFromWarning() throws IOException {
    assertThat(started("run")).noneMatch(word -> word.startsWith("--enable-native-access"));
    java("25.0.1");
    assertThat(started("run"))
        .contains("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
    java("26");
    assertThat(started("run"))
        .contains("--enable-native-access=ALL-UNNAMED")
        .noneMatch(word -> word.startsWith("--sun-misc"));
  }

  @Test
  void takesTheSettingsFromAnotherDirectory() throws IOException {
    environment.put("POTOROO_CONF", directory.toString());
    assertThat(started("list")).anyMatch(word -> word.startsWith(directory + ":"));
    environment.put("POTOROO_CONF", "/no/such");
    assertThat(refused()).contains("[/no/such]", "POTOROO_CONF");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.8.0_402", "11.0.2", "16"})
  void refusesAnOlderJava(String version) throws IOException {
    java(version);
    assertThat(refused()).contains("not a Java 17 or newer", "\"" + version + "\"");
  }

  @Test
  void saysThatJavaHomeHasNoJava() throws IOException {
    environment.put("JAVA_HOME", directory.toString());
    assertThat(refused()).contains("[" + directory + "/bin/java]", "JAVA_HOME");
  }

  @Test
  void saysThatThereIsNoJavaAtAll() throws IOException {
    Path tools = Files.createDirectory(directory.resolve("tools"));
    String dirname = Commands.run(List.of("sh", "-c", "command -v dirname"), Map.of()).output();
    Path only = tools.resolve("dirname");
    Files.writeString(only, "#!/bin/sh\nexec " + dirname.strip() + " \"$@\"\n");
    assertThat(only.toFile().setExecutable(true)).isTrue();
    environment.put("JAVA_HOME", "");
    environment.put("PATH", tools.toString());
    assertThat(refused()).contains("no Java on the PATH");
  }

  /** What stands for Java. */
  private void java(String version) throws IOException {
    Path bin = Files.createDirectories(directory.resolve("java-" + version + "/bin"));
    Path java =
        Files.writeString(
            bin.resolve("java"),
            """
            #!/bin/sh
            if [ "$1" = -version ]; then
              echo 'Picked up JAVA_TOOL_OPTIONS: none' >&2
              echo 'openjdk version "%s" 2024-01-01' >&2
              exit 0
            fi
            printf '%%s\\n' "$@"
            """
                .formatted(version));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    environment.put("JAVA_HOME", bin.getParent().toString());
  }

  /** The words that Java is called with. */
  private List<String> started(String... arguments) throws IOException {
    return words(start(home.resolve("bin/potoroo").toString(), List.of(arguments)));
  }

  private static List<String> words(Commands.Ended ended) {
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    return ended.output().lines().toList();
  }

  private String refused() throws IOException {
    Commands.Ended ended = start(home.resolve("bin/potoroo").toString(), List.of("list"));
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.output()).startsWith("potoroo: ");
    return ended.output();
  }

  private Commands.Ended start(String script, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", script));
    command.addAll(arguments);
    return Commands.run(command, environment);
  }
}
