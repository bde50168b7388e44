package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody who has only the page finds the hottest key, looks at it, sees why it is parked, and
 * mends it, in a real browser.
 */
class PageIT {
  private static final String KEY = "account-7";
  private static final String POISON = "7 x1";

  @TempDir private Path directory;
  private final ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
  private Browser browser;
  private Nodes nodes;
  private Frames frames;

  @BeforeEach
  void open() throws IOException {
    browser = Browser.start(directory.resolve("browser"));
    nodes = Nodes.of("two-steps", directory).withTestPipelines();
    nodes.tcp("lines", "newline").toFiles("out").start(1);
    frames = Frames.to(nodes.node(0).sourcePort("lines"));
    load.scheduleWithFixedDelay(this::sendSome, 0, 10, TimeUnit.MILLISECONDS);
    browser.open(nodes.node(0).management() + "/ui/");
  }

  @AfterEach
  void close() throws Exception {
    load.shutdown();
    assertThat(load.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    if (browser != null) {
      browser.close();
    }
    if (frames != null) {
      frames.close();
    }
    if (nodes != null) {
      nodes.close();
    }
  }

  /** Most of it for one key. */
  private void sendSome() {
    for (int other = 0; other < 5; other++) {
      send("7 1\n" + other + " 1\n");
    }
  }

  private void send(String lines) {
    try {
      frames.bytes(lines.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void leadsFromTheHottestKeyToAMendedOne() throws IOException {
    seesRates();
    clicksSlowly();
    findsTheHottestKey();
    follows();
    seesWhyItIsParked();
    mends();
    pausesAndResumes();
    seesWhatWasDone();
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.value("document.documentElement.scrollWidth <= innerWidth").asBoolean())
        .as("nothing sticks out of the page")
        .isTrue();
  }

  private void seesRates() {
    browser.awaitText("#state", "RUNNING");
    browser.awaitText("#age", "live");
    browser.awaitText("main svg .step ~ .soft", text -> text.matches("[1-9][0-9.,]*/s.*"));
    browser.pictures("overview");
  }

  /** What is clicked on stays where it is, whatever is new meanwhile. */
  private void clicksSlowly() {
    Runnable release = browser.press("main td a", "first");
    browser.awaitText("#age", " old");
    release.run();
    browser.awaitText("#hot h2", "Hottest keys of first");
  }

  private void findsTheHottestKey() {
    awaitOnThePage("#hot tbody a", KEY::equals);
    browser.click("#hot tbody a", KEY);
    browser.awaitText("#object-state", "\"count\": ");
  }

  private void follows() {
    browser.click("button", "Follow it");
    browser.awaitText("#happens", "7 1");
    browser.awaitText("#happens", "\"path\":\"/count\"");
    browser.pictures("key");
    browser.click("button", "Stop");
    browser.awaitText("main", "no longer followed");
  }

  private void seesWhyItIsParked() {
    send(POISON + "\n");
    browser.click("nav a", "Overview");
    browser.awaitText("main", "quarantined-keys");
    browser.click("main td a.bad", "1");
    browser.click("main tbody a", KEY);
    browser.awaitText("#quarantine", "NumberFormatException");
    browser.awaitText("#quarantine", POISON);
    browser.pictures("quarantined");
  }

  private void mends() {
    String token = Texts.read(nodes.dataDirectory(0).resolve("two-steps/management.token")).strip();
    assertThat(
            browser
                .value(
                    "[...document.querySelectorAll('#quarantine button')].every(b => b.disabled)")
                .asBoolean())
        .as("without a token there are no orders")
        .isTrue();
    browser.type("#token", "", token);
    browser.click("#token-form button", "Use");
    browser.awaitText("#quarantine", text -> !text.contains("Orders need a token"));
    browser.click("#quarantine summary", "Replace the first record");
    browser.type("#quarantine textarea", "Record", "\"7 1\"");
    browser.type("#quarantine details input", "Reason", "a letter too many");
    browser.click("#quarantine button", "Replace it");
    browser.awaitText("#quarantine pre", text -> !text.isEmpty() && !text.contains(POISON));
    browser.type("#quarantine input", "Reason", "it is right now");
    browser.click("#quarantine button", "Release");
    browser.awaitText("#quarantine", String::isEmpty);
    browser.awaitText("#object-state", "\"count\": ");
  }

  private void pausesAndResumes() {
    browser.click("summary", "Pause it");
    browser.type("details input", "Reason", "to look at it in peace");
    browser.click("button", "Pause the key");
    browser.awaitText("#quarantine h2", ("Paused: " + KEY)::equals);
    browser.awaitText("#quarantine", "to look at it in peace");
    browser.pictures("paused");
    awaitOnThePage("#quarantine pre", text -> text.contains("7 1"));
    browser.type("#quarantine input", "Reason", "seen enough");
    browser.click("#quarantine button", "Release");
    browser.awaitText("#quarantine", String::isEmpty);
  }

  private void seesWhatWasDone() {
    browser.click("nav a", "Audit");
    for (String what : List.of("REPLACE", "RELEASE", "PAUSE", "a letter too many", "seen enough")) {
      browser.awaitText("main", what);
    }
  }

  /** Waits for what the page shows only to those who ask again. */
  private void awaitOnThePage(String selector, Predicate<String> wanted) {
    await(selector)
        .atMost(PotorooProcess.PATIENCE)
        .until(
            () -> {
              browser.value("document.querySelector('main section').id = 'old'");
              browser.click("#again", "Ask again");
              browser.awaitText("#old", String::isEmpty);
              return wanted.test(browser.text(selector));
            });
  }
}
