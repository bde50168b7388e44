package dev.potoroo.internal.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** One value of the configuration, not read yet. What is wrong with it is thrown as one line. */
public final class Setting {
  private static final String VALUE = "value";

  private final String path;
  private final ConfigValue value;

  private Setting(String path, ConfigValue value) {
    this.path = path;
    this.value = value;
  }

  /** The value at {@code path}, which must be set. */
  public static Setting of(Config config, String path) {
    return new Setting(path, config.getValue(path));
  }

  /** A value that is called {@code path} in messages. */
  static Setting of(String path, ConfigValue value) {
    return new Setting(path, value);
  }

  String text() {
    String text = plain("a text");
    if (text.isBlank()) {
      throw mustBe("a text that is not empty");
    }
    return text;
  }

  /** Like {@link #text}, but may be empty. */
  String plainText() {
    return plain("a text");
  }

  String oneOf(List<String> words) {
    String must = "one of " + words;
    String word = plain(must);
    if (!words.contains(word)) {
      throw mustBe(must + "; the nearest is [" + Nearest.of(word, words) + "]");
    }
    return word;
  }

  /** A list, or one text with commas, as environment variables and system properties give it. */
  List<String> list() {
    if (value.valueType() == ConfigValueType.STRING) {
      return Arrays.stream(String.valueOf(value.unwrapped()).split(","))
          .map(String::strip)
          .filter(part -> !part.isEmpty())
          .toList();
    }
    return texts();
  }

  /** One text, or a list of texts. */
  List<String> texts() {
    String must = "a text or a list of texts";
    return switch (value.valueType()) {
      case LIST, OBJECT -> read(config -> config.getStringList(VALUE), must);
      default -> List.of(plain(must));
    };
  }

  long number(long min, long max) {
    String must = "a whole number from " + min + " to " + max;
    String text = plain(must);
    try {
      return inRange(new BigDecimal(text.strip()).longValueExact(), min, max, must);
    } catch (NumberFormatException e) {
      throw mustBe(must);
    } catch (ArithmeticException e) {
      throw mustBe(must);
    }
  }

  long size(long min, long max) {
    String must =
        "a size from " + Units.size(min) + " to " + Units.size(max) + ", such as [64 KiB]";
    return inRange(read(config -> config.getBytes(VALUE), must), min, max, must);
  }

  Duration duration(Duration min, Duration max) {
    String must =
        "a duration from " + Units.duration(min) + " to " + Units.duration(max) + ", such as [5s]";
    Duration duration = read(config -> config.getDuration(VALUE), must);
    if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
      throw mustBe(must);
    }
    return duration;
  }

  boolean flag() {
    return read(config -> config.getBoolean(VALUE), "[true] or [false]");
  }

  /** The values of a block, however deep; names of levels are joined with dots. */
  Map<String, String> block() {
    if (!(value instanceof ConfigObject block)) {
      throw mustBe("a block, such as { name = value }");
    }
    Map<String, String> values = new TreeMap<>();
    for (Map.Entry<String, ConfigValue> entry : block.toConfig().entrySet()) {
      String name = String.join(".", ConfigUtil.splitPath(entry.getKey()));
      values.put(name, of(path + "." + name, entry.getValue()).plainText());
    }
    return values;
  }

  /** {@code Setting [potoroo.shards] is [0] (my.conf: 3).} */
  public String is() {
    return "Setting [" + path + "] is [" + shown() + "] (" + Place.of(value) + ").";
  }

  /** What to throw for a value that is not {@code must}. */
  PotorooException mustBe(String must) {
    return new PotorooException(ErrorCode.BAD_VALUE, is() + " It must be " + must + ".");
  }

  private String plain(String must) {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> read(config -> config.getString(VALUE), must);
      default -> throw mustBe(must);
    };
  }

  private <T> T read(Function<Config, T> as, String must) {
    try {
      return as.apply(value.atKey(VALUE));
    } catch (ConfigException e) {
      throw mustBe(must);
    }
  }

  private long inRange(long number, long min, long max, String must) {
    if (number < min || number > max) {
      throw mustBe(must);
    }
    return number;
  }

  private String shown() {
    String text = String.valueOf(value.unwrapped());
    return text.length() > 100 ? text.substring(0, 100) + "..." : text;
  }
}
