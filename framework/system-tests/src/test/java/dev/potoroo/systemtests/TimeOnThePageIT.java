package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody who has only the page sees which windows of a key are open, and when its timers fire.
 */
class TimeOnThePageIT {
  private static final String KEY = "a";

  @TempDir private Path directory;

  @Test
  void showsWindowsAndTimersOfAKey() throws IOException {
    Path fires = Files.writeString(directory.resolve("fires.txt"), "once\n");
    try (Browser browser = Browser.start(directory.resolve("browser"));
        Nodes nodes = Nodes.of("timed-steps", directory).withTestPipelines()) {
      nodes
          .set("bindings.fires.connector", "file")
          .set("bindings.fires.path", fires)
          .tcp("lines", "newline")
          .toFiles("out")
          .start(1);
      String node = nodes.node(0).management();
      try (Frames frames = Frames.to(nodes.node(0).sourcePort("lines"))) {
        frames.bytes((KEY + " 1000\n" + KEY + " 1010\n").getBytes(StandardCharsets.UTF_8));
        // The page asks for a key when it is told to, and the browser complains of one that is not.
        await("both records").atMost(PotorooProcess.PATIENCE).until(() -> seen(node) == 2);
        browser.open(node + "/ui/#keys/windows/" + KEY);
        browser.awaitText("#windows", "1970-01-01 00:00:00.800Z");
        browser.pictures("time");
        assertThat(browser.text("#windows tbody tr").strip().split("\t"))
            .as("from, to, records, gathered")
            .containsExactly("1970-01-01 00:00:00.800Z", "1970-01-01 00:00:01.100Z", "2", "2");
        assertThat(browser.text("#timers tbody").strip().split("\t"))
            .as("due, by, name")
            .containsExactly("1970-01-01 00:00:01.100Z", "event time", "window");
        assertThat(browser.complaints()).isEmpty();
      }
    }
  }

  /** How many records the object has seen; none is no error as long as there is no object. */
  private static long seen(String node) {
    HttpResponse<String> answer =
        Http.get(node + "/api/v1/pipelines/timed-steps/steps/windows/entities/" + KEY);
    return answer.statusCode() == 404 ? 0 : Http.parse(answer.body()).path("version").asLong();
  }
}
