package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Chromium without a window. It is told by its DevTools protocol what a user does with mouse and
 * keyboard; what he waits for is waited for.
 */
final class Browser implements AutoCloseable {
  private static final List<String> PROGRAMS =
      List.of("chromium", "chromium-browser", "google-chrome");

  /** Where the middle of an element is that can be seen and clicked on, if there is one. */
  private static final String PLACE =
      """
      (() => {
        for (const one of document.querySelectorAll(%s)) {
          if (one.disabled || one.innerText.trim() !== %s && one.ariaLabel !== %<s) continue;
          one.scrollIntoView({ block: 'center' });
          const { x, y, width, height } = one.getBoundingClientRect();
          const at = { x: x + width / 2, y: y + height / 2 };
          const top = document.elementFromPoint(at.x, at.y);
          if (width > 0 && one.contains(top)) return at;
        }
        return null;
      })()""";

  private final Process process;
  private final DevTools page;

  private Browser(Process process, DevTools page) {
    this.process = process;
    this.page = page;
  }

  /** Starts one; the test is skipped where there is none. */
  static Browser start(Path directory) {
    Optional<Path> program = program();
    assumeTrue(
        program.isPresent(),
        () -> "no program of " + PROGRAMS + " is on the PATH: install Debian's package chromium");
    try {
      Path profile = Files.createDirectories(directory.resolve("profile"));
      Path log = directory.resolve("log.txt");
      Process process =
          new ProcessBuilder(
                  program.get().toString(),
                  "--headless=new",
                  // Root has no sandbox, and the page is our own.
                  "--no-sandbox",
                  // The shared memory of a container is small.
                  "--disable-dev-shm-usage",
                  "--disable-gpu",
                  "--disable-background-networking",
                  "--no-first-run",
                  // A picture of all of the page has none, and would be cut off where they are.
                  "--hide-scrollbars",
                  "--remote-debugging-port=0",
                  "--window-size=1280,1000",
                  "--user-data-dir=" + profile,
                  "about:blank")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        return new Browser(process, DevTools.of(page(port(process, profile, log))));
      } catch (RuntimeException | AssertionError e) {
        process.destroyForcibly();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> program() {
    List<String> folders = List.of(System.getenv("PATH").split(File.pathSeparator));
    return PROGRAMS.stream()
        .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** It writes its port to a file as soon as it listens, and then a second line. */
  private static String port(Process process, Path profile, Path log) {
    return await("a browser")
        .atMost(PotorooProcess.PATIENCE)
        .until(
            () -> {
              assertThat(process.isAlive()).as(() -> "it runs: " + Texts.read(log)).isTrue();
              return Texts.lines(profile.resolve("DevToolsActivePort"));
            },
            lines -> lines.size() > 1)
        .get(0);
  }

  private static String page(String port) {
    for (JsonNode target : Http.json("http://127.0.0.1:" + port + "/json/list")) {
      if (target.path("type").asText().equals("page")) {
        return target.path("webSocketDebuggerUrl").asText();
      }
    }
    throw new AssertionError("the browser has no page");
  }

  void open(String url) {
    page.send("Page.navigate", fields().put("url", url));
  }

  /** Has the page light or dark, as the user's system is. */
  private void prefers(String scheme) {
    ObjectNode media = fields();
    media.putArray("features").addObject().put("name", "prefers-color-scheme").put("value", scheme);
    page.send("Emulation.setEmulatedMedia", media);
  }

  /** What an expression of JavaScript is. */
  JsonNode value(String expression) {
    JsonNode answer =
        page.send(
            "Runtime.evaluate", fields().put("expression", expression).put("returnByValue", true));
    assertThat(answer.path("exceptionDetails")).as(expression).isEmpty();
    return answer.at("/result/value");
  }

  /** The text that is seen of the first element that is selected; empty if there is none. */
  String text(String selector) {
    // What is drawn has no [innerText].
    return value(
            "(one => one?.innerText ?? one?.textContent ?? '')(document.querySelector(%s))"
                .formatted(quoted(selector)))
        .asText();
  }

  /** Waits until the text of an element has that in it. */
  void awaitText(String selector, String part) {
    awaitText(selector, text -> text.contains(part));
  }

  void awaitText(String selector, Predicate<String> wanted) {
    await("[" + selector + "]")
        .atMost(PotorooProcess.PATIENCE)
        .untilAsserted(() -> assertThat(text(selector)).matches(wanted));
  }

  /** Clicks on the first element that can be clicked on and has such a text or label. */
  void click(String selector, String text) {
    press(selector, text).run();
  }

  /** Presses the button of the mouse there; what comes back lets go of it. */
  Runnable press(String selector, String text) {
    String place = PLACE.formatted(quoted(selector), quoted(text));
    JsonNode at =
        await("[" + selector + "] with [" + text + "]")
            .atMost(PotorooProcess.PATIENCE)
            .until(() -> pressed(place), JsonNode::isObject);
    return () -> mouse("mouseReleased", at);
  }

  /** Where it is that the button of the mouse is pressed on now; null if it has just moved. */
  private JsonNode pressed(String place) {
    JsonNode at = value(place);
    if (!at.isObject()) {
      return at;
    }
    mouse("mouseMoved", at);
    mouse("mousePressed", at);
    if (value(place).equals(at)) {
      return at;
    }
    JsonNode beside = fields().put("x", 0).put("y", 0);
    mouse("mouseMoved", beside);
    mouse("mouseReleased", beside);
    return NullNode.instance;
  }

  private void mouse(String what, JsonNode at) {
    ObjectNode event = fields().put("type", what).put("clickCount", 1);
    event.put("button", what.equals("mouseMoved") ? "none" : "left");
    event.set("x", at.path("x"));
    page.send("Input.dispatchMouseEvent", event.set("y", at.path("y")));
  }

  /** Types into a field in place of what is there. */
  void type(String selector, String label, String text) {
    click(selector, label);
    assertThat(value("document.activeElement.select(); document.activeElement.tagName").asText())
        .isIn("INPUT", "TEXTAREA");
    page.send("Input.insertText", fields().put("text", text));
  }

  /** What the console shows that is wrong. */
  List<String> complaints() {
    return page.complaints();
  }

  /** Pictures of all of the page for those who want to look at it themselves. */
  void pictures(String name) {
    String folder = System.getProperty("test.pictures");
    if (folder != null) {
      for (String scheme : List.of("light", "dark")) {
        prefers(scheme);
        picture(Path.of(folder, name + "-" + scheme + ".png"));
      }
    }
  }

  private void picture(Path file) {
    JsonNode answer =
        page.send("Page.captureScreenshot", fields().put("captureBeyondViewport", true));
    try {
      Files.write(file, Base64.getDecoder().decode(answer.path("data").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode fields() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static String quoted(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }

  @Override
  public void close() {
    try {
      // By itself it ends with its processes, which write to the profile.
      page.send("Browser.close", fields());
      assertThat(process.waitFor(PotorooProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("the browser ends")
          .isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
