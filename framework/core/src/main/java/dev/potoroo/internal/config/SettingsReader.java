package dev.potoroo.internal.config;

import com.typesafe.config.Config;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.PotorooException.Fault;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Reads settings one by one and goes on after a fault, so that all of them are found. */
final class SettingsReader {
  private final Config config;
  private final List<Fault> faults;

  SettingsReader(Config config, List<Fault> faults) {
    this.config = config;
    this.faults = faults;
  }

  String text(String path) {
    return read(path, Setting::text, "");
  }

  Path path(String path) {
    return read(path, SettingsReader::asPath, Path.of(""));
  }

  int number(String path, int min, int max) {
    return read(path, setting -> (int) setting.number(min, max), min);
  }

  long size(String path, long min, long max) {
    return read(path, setting -> setting.size(min, max), min);
  }

  Duration duration(String path, Duration min, Duration max) {
    return read(path, setting -> setting.duration(min, max), min);
  }

  boolean flag(String path) {
    return read(path, Setting::flag, false);
  }

  /** Names of fields, and JSON pointers. */
  List<String> fields(String path, int max) {
    return read(path, setting -> asFields(setting, max), List.of());
  }

  List<HostPort> addresses(String path, int max) {
    return read(path, setting -> asAddresses(setting, max), List.of());
  }

  private <T> T read(String path, Function<Setting, T> as, T instead) {
    if (!config.hasPath(path)) {
      faults.add(
          new Fault(
              ErrorCode.BAD_VALUE,
              "Setting ["
                  + path
                  + "] is not set. Give it a value, or put the configuration over"
                  + " ConfigFactory.defaultReference()."));
      return instead;
    }
    try {
      return as.apply(Setting.of(config, path));
    } catch (PotorooException e) {
      faults.addAll(e.faults());
      return instead;
    }
  }

  private static Path asPath(Setting setting) {
    try {
      return Path.of(setting.text());
    } catch (InvalidPathException e) {
      throw setting.mustBe("a path of this system");
    }
  }

  private static List<String> asFields(Setting setting, int max) {
    List<String> texts = setting.list();
    if (texts.size() > max || texts.stream().anyMatch(text -> text.isBlank() || text.equals("/"))) {
      throw setting.mustBe(
          "a list of at most " + max + " names or JSON pointers, such as [\"card\", \"/to/iban\"]");
    }
    return List.copyOf(texts);
  }

  private static List<HostPort> asAddresses(Setting setting, int max) {
    List<String> texts = setting.list();
    if (texts.size() > max) {
      throw setting.mustBe("at most " + max + " addresses");
    }
    return texts.stream()
        .map(
            text ->
                HostPort.parse(text)
                    .orElseThrow(
                        () ->
                            setting.mustBe(
                                "a list of addresses, such as [\"127.0.0.1:25520\"], and ["
                                    + text
                                    + "] is none")))
        .toList();
  }
}
