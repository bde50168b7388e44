package dev.potoroo.systemtests;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Commands that the documentation shows and {@link DocumentedCommandsIT} does not run. There is no
 * other list of such.
 *
 * @param page of which page; any if it is empty
 * @param commands which
 * @param instead why not, and the class of the test that looks at them in another way, or {@link
 *     #NO_TEST}
 */
record NotRun(String page, Pattern commands, String instead) {
  static final String NO_TEST = "no test";

  static final List<NotRun> ALL =
      List.of(
          of(
              "src-docs/guide/run.md",
              "java -jar sample-apps.jar new .*|cd my-app|mvn package|java -jar target/my-app.jar",
              "NewProjectIT does all of them, with a repository of its own"),
          of("mvn .*", "DocumentedBuildsTest: a build within the build would take as long as it"),
          of(
              "bin/kafka-.*|\\{\"symbol\".*",
              "KafkaIT has the broker in its own process: the scripts come with Kafka"),
          of(
              ".* run kafka-stock-prices|.*connector=kafka.*",
              "KafkaIT runs it: its broker is not at port 9092"),
          of("mosquitto.*|.* run sensor-alarms", "MqttIT runs it: its broker is not at port 1883"),
          of("docker compose .*", "ComposeTest: it needs an engine, and images from elsewhere"),
          of(
              "src-docs/operating/deploy.md",
              "docker .*|tar -xzf .*|cd potoroo-0.1.0|potoroo-0.1.0/bin/potoroo .*",
              "DistributionIT unpacks it, runs a sample, and follows the Dockerfile"),
          of("kubectl .*", "KubernetesTest: it needs a cluster"),
          of(
              "src-docs/operating/deploy.md",
              "useradd .*|ln .*|cp .*|install .*|systemctl .*",
              "SystemdTest looks at the unit: these change the machine"),
          of("java -jar my-app.jar entity query .*", "InspectCommandsTest: no sample has answers"),
          of("curl .*/pipelines/my-app/.*", "DocumentedRequestsTest: no sample has answers"),
          of("curl .*/entities/cat/query", "DocumentedRequestsTest: no sample has answers"),
          of(
              "src-docs/guide/samples.md",
              "python3 -m http.server .*|.* run rated-orders .*|.* why|.* entity release .*",
              "RatedOrdersTest has the service, at a port of its own"),
          of(
              "pg_dump .*|psql .* -f .*",
              NO_TEST + ": the programs of PostgreSQL's client are not in a build"),
          of(
              "src-docs/operating/performance.md",
              "java .* bench w1",
              "BenchCommandTest measures for a second, without 4 GiB of memory"),
          of(
              "src-docs/operating/performance.md",
              "java .* compare.*",
              "CompareCommandTest measures for a second, without other engines"));

  private static NotRun of(String commands, String instead) {
    return of("", commands, instead);
  }

  private static NotRun of(String page, String commands, String instead) {
    return new NotRun(page, Pattern.compile(commands), instead);
  }

  /** The class of the test; empty if there is none. */
  Optional<String> test() {
    return instead.startsWith(NO_TEST) ? Optional.empty() : Optional.of(instead.split("\\W", 2)[0]);
  }

  /** What is said of a command, if it is not to be run. */
  static Optional<NotRun> of(ShownLine line) {
    return ALL.stream()
        .filter(one -> one.page().isEmpty() || one.page().equals(line.page()))
        .filter(one -> one.commands().matcher(line.text()).matches())
        .findFirst();
  }
}
