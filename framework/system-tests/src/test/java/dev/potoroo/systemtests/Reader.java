package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who types what a page of the documentation shows, in a folder. What starts a pipeline
 * takes the place of the one before, unless it joins it; anything else is typed into a shell, and
 * asks the node that was started first. Ports are any free ones. For one thread.
 */
final class Reader implements AutoCloseable {
  private static final String ASKED = "http://127.0.0.1:7626";
  private static final String DATABASE = "db.example.com:5432";
  private static final Pattern STARTS =
      Pattern.compile("java -jar \\S+\\.jar (run|local-cluster) (\\S+)(.*)");
  private static final Pattern ASKS =
      Pattern.compile(
          "java -jar \\S+\\.jar (?:entity|hot|rates|rounds|shards|why|pause|resume|audit)\\b.*");
  private static final Pattern PSQL = Pattern.compile("psql (?:-d (\\w+) )?-c \"(.*)\"");
  private static final Pattern VARIABLE = Pattern.compile("(?:export )?\\w+=.*");
  private static final Pattern PORT = Pattern.compile("bindings\\.([\\w-]+)\\.port=(\\d+)");
  private static final String LEAVES = "/members/self/leave";
  private static final Pattern WAITS_FOR_RECORDS = Pattern.compile("\\.port=");
  private static final Pattern FINDS_RECORDS = Pattern.compile("connector=(?:generator|file)");
  private static final Pattern GOES_ON = Pattern.compile("connector=(?!file)|--keep-running");
  private static final Pattern CLUSTER_IS_UP = Pattern.compile("(nodes are up)");

  /** Enough for each of the stocks to be there. */
  private static final int RECORDS = 200;

  /** What starts a cluster, which takes long: some pages show the same. */
  private static final Set<String> CLUSTERS = new HashSet<>();

  private final Path home;
  private final Given given;
  private final List<PotorooProcess> running = new ArrayList<>();
  private final Map<String, String> sources = new HashMap<>();
  private final List<String> variables = new ArrayList<>();
  private final List<Path> links = new ArrayList<>();
  private @Nullable Postgres postgres;
  private String lastStart = "";
  private int outputs;

  /**
   * What is there before the first command.
   *
   * @param run what runs, as after the jar; nothing if it is empty
   * @param first what is typed before each command
   * @param once what has been typed
   */
  record Given(String run, String first, List<String> once) {
    static Given nothing() {
      return new Given("", "", List.of());
    }

    static Given running(String run) {
      return new Given(run, "", List.of());
    }

    Given first(String typed) {
      return new Given(run, typed, once);
    }

    Given once(String... typed) {
      return new Given(run, first, List.of(typed));
    }
  }

  Reader(Path home, Given given) throws IOException {
    this.home = home;
    this.given = given;
    link("sample-apps", ShownLine.ROOT.resolve("sample-apps"));
    link("sample-apps.jar", Path.of(Jvm.jar()));
    Files.writeString(home.resolve("lines.txt"), "a cat in a car\n".repeat(RECORDS));
    // Rounds need not be waited for.
    variables.add("export POTOROO_ROUNDS_INTERVAL=100ms");
    given.once().forEach(typed -> types(new ShownLine("given", false, typed), 0));
  }

  private void link(String name, Path to) throws IOException {
    links.add(Files.createSymbolicLink(home.resolve(name), to));
  }

  /** Types a command, and waits until it has done what it is for. */
  void types(ShownLine line, int exitCode) {
    Matcher psql = PSQL.matcher(line.text());
    if (psql.matches()) {
      asksDatabase(psql.group(1) == null ? "postgres" : psql.group(1), psql.group(2));
    } else if (STARTS.matcher(line.text()).matches()) {
      starts(line.text());
    } else if (line.text().startsWith("pkill -9 ")) {
      killsAndStartsAgain();
    } else if (VARIABLE.matcher(line.text()).matches()) {
      sets(line.text());
    } else {
      beginsWithWhatIsGiven();
      if (line.sql()) {
        asksDatabase("potoroo", line.text());
      } else {
        asks(line.text(), exitCode);
      }
      if (line.text().contains(LEAVES)) {
        startsAgain(asked(), 0);
      }
    }
  }

  private void beginsWithWhatIsGiven() {
    if (lastStart.isEmpty() && !given.run().isEmpty()) {
      starts("java -jar sample-apps.jar " + given.run());
    }
  }

  private void sets(String variable) {
    if (variable.contains("$(cat data/")) {
      beginsWithWhatIsGiven();
    }
    String here = variable.contains(DATABASE) ? atDatabase(variable) : variable;
    shell(here, 0);
    variables.add(here);
  }

  // ---- pipelines

  private void starts(String text) {
    Matcher start = STARTS.matcher(text);
    assertThat(start.matches()).as(text).isTrue();
    boolean cluster = start.group(1).equals("local-cluster");
    if (cluster && !CLUSTERS.add(start.group(2) + start.group(3))) {
      return;
    }
    boolean joins = start.group(3).contains("--seed ");
    if (joins) {
      beginsWithWhatIsGiven();
    } else {
      stops();
    }
    String options = atAnyPort(start.group(3), joins);
    if (!cluster) {
      options += " --management-port=0";
    }
    PotorooProcess process = started(start.group(1), start.group(2), options);
    running.add(process);
    lastStart = text;
    if (cluster) {
      process.awaitInStderr(CLUSTER_IS_UP);
    } else if (!GOES_ON.matcher(options).find()) {
      assertThat(process.exitCode()).as("%s", process).isZero();
    } else if (!text.contains("members=") || joins) {
      awaitRecords(process, text);
    }
  }

  /** All nodes have the same settings, so one that joins gets what is given too. */
  private String atAnyPort(String options, boolean joins) {
    PORT.matcher(options).results().forEach(one -> sources.put(one.group(2), one.group(1)));
    String all = options;
    if (joins) {
      all = all.replaceFirst("--seed \\S+", "--seed " + running.get(0).node());
      all += given.run().replaceFirst("run \\S+", "");
    }
    return PORT.matcher(all)
        .replaceAll("bindings.$1.port=0")
        .replaceAll("--management-port \\d+", "")
        .replaceAll("--port \\d+", "--port 0");
  }

  /** A shell reads its options, in which there may be quotes. */
  private PotorooProcess started(String command, String pipeline, String options) {
    String script =
        "cd '" + home + "'\n" + String.join("\n", variables) + "\nexec \"$0\" \"$@\" " + options;
    return PotorooProcess.start(
        new Host(List.of("bash", "-c", script), List.of()),
        home.resolve("output-" + outputs++),
        pipeline,
        List.of("-Xmx256m", "-Dpotoroo.samples.symbols=20"),
        List.of("-jar", Jvm.jar(), command, pipeline));
  }

  private static void awaitRecords(PotorooProcess process, String started) {
    if (FINDS_RECORDS.matcher(started).find() && !WAITS_FOR_RECORDS.matcher(started).find()) {
      process.awaitStatus(
          status ->
              Http.sum(status, "sources", "records") >= RECORDS
                  || status.at("/sources/0/ended").asBoolean());
    } else {
      process.management();
    }
  }

  private void killsAndStartsAgain() {
    PotorooProcess killed = asked();
    killed.signal("KILL");
    startsAgain(killed, 128 + 9);
  }

  private void startsAgain(PotorooProcess ended, int exitCode) {
    assertThat(ended.exitCode()).as("%s", ended).isEqualTo(exitCode);
    running.remove(ended);
    starts(lastStart);
  }

  /** The one at the default port. */
  private PotorooProcess asked() {
    assertThat(running).as("nodes that run").isNotEmpty();
    return running.get(0);
  }

  /** Stops what runs: as a user does, and it must end well. */
  void stops() {
    running.forEach(PotorooProcess::terminate);
    for (PotorooProcess one : running) {
      assertThat(one.exitCode()).as("%s", one).isZero();
    }
    running.clear();
    sources.clear();
  }

  // ---- questions

  private void asks(String text, int exitCode) {
    String asked = ASKS.matcher(text).matches() ? text + " --at " + ASKED : text;
    shell(given.first() + "\n" + asked.replace("curl -N ", "curl -N --max-time 2 "), exitCode);
  }

  private void shell(String text, int exitCode) {
    List<String> script = new ArrayList<>(variables);
    script.add("java() { " + String.join(" ", Jvm.command()) + " \"$@\"; }");
    script.add("curl() { command curl -sS --fail-with-body --max-time 60 \"$@\"; }");
    script.add(atRealPorts(text));
    Path output = home.resolve("output-" + outputs++ + ".txt");
    assertThat(exitCode(String.join("\n", script), output))
        .as("exit code of %s: %s", text, Texts.read(output))
        .isEqualTo(exitCode);
  }

  private int exitCode(String script, Path output) {
    try {
      Process process =
          new ProcessBuilder("bash", "-c", script)
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ends = process.waitFor(PotorooProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      assertThat(ends).as("ends: %s", script).isTrue();
      return process.exitValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String atRealPorts(String text) {
    String real = text;
    if (text.contains(ASKED)) {
      real = real.replace(ASKED, asked().management());
    }
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Pattern shown = Pattern.compile("(127\\.0\\.0\\.1[:/])" + source.getKey() + "\\b");
      real = shown.matcher(real).replaceAll((MatchResult m) -> m.group(1) + port(source));
    }
    return real;
  }

  private String port(Map.Entry<String, String> source) {
    return asked()
        .awaitInStderr(
            Pattern.compile(
                "source \\[" + source.getValue() + "] [a-z ]+ (?:http://)?[\\d./a-z]+:(\\d+)"));
  }

  // ---- the database

  private Postgres database() {
    if (postgres == null) {
      postgres = Postgres.start(home);
    }
    return postgres;
  }

  private String atDatabase(String text) {
    return text.replace(DATABASE, Postgres.LOOPBACK + ":" + database().port());
  }

  /** Whoever removes what a pipeline has must stop it first. */
  private void asksDatabase(String name, String sql) {
    if (sql.startsWith("DELETE") || sql.startsWith("DROP")) {
      stops();
    }
    try (Connection connection = database().connect(name);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  @Override
  public void close() throws IOException {
    // What stands before others ends them, if it is asked to.
    running.forEach(PotorooProcess::terminate);
    running.forEach(one -> one.endsWithin(PotorooProcess.PATIENCE));
    running.forEach(PotorooProcess::close);
    if (postgres != null) {
      postgres.close();
    }
    for (Path link : links) {
      Files.delete(link);
    }
  }
}
