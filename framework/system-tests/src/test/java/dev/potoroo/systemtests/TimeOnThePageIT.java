package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody who has only the page sees which windows of a key are open, and when its timers fire.
 */
class TimeOnThePageIT {
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
      try (Frames frames = Frames.to(nodes.node(0).sourcePort("lines"))) {
        frames.bytes("a 1000\na 1010\n".getBytes(StandardCharsets.UTF_8));
        String page = nodes.node(0).management() + "/ui/#keys/windows/";
        browser.open(page + "a");
        browser.awaitText("#windows", "1970-01-01 00:00:00.800Z");
        assertThat(browser.text("#windows tbody tr"))
            .contains("1970-01-01 00:00:01.100Z")
            .endsWith("2");
        assertThat(browser.text("#timers")).contains("event time").contains("window");
        browser.open(page + "%2E");
        browser.awaitText("main", "cannot be asked for");
        assertThat(browser.complaints()).isEmpty();
      }
    }
  }
}
