package dev.potoroo.connector;

import dev.potoroo.connector.generator.Generator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of one binding. Each method throws a {@link RuntimeException} that names key, value,
 * place in the configuration and cure if the setting is missing or not as it must be.
 */
public interface ConnectorSettings {
  /** The bound source's or sink's name. */
  String name();

  /** Whether the key is set. */
  boolean has(String key);

  /** A text that must be set and not be empty. */
  String text(String key);

  /** A text. */
  String text(String key, String otherwise);

  /** One of several words. */
  String oneOf(String key, String otherwise, List<String> words);

  /** One or several texts ({@code "a"} or {@code ["a", "b"]}); at least one. */
  List<String> texts(String key);

  /** A whole number from {@code min} to {@code max} that must be set. */
  long number(String key, long min, long max);

  /** A whole number from {@code min} to {@code max}. */
  long number(String key, long otherwise, long min, long max);

  /** A size in bytes, written as {@code 64 KiB}, from 1 to 2^31-1. */
  int size(String key, int otherwise);

  /** A duration, written as {@code 5s}; not negative. */
  Duration duration(String key, Duration otherwise);

  /** {@code true}, {@code on}, {@code yes} or their opposites. */
  boolean flag(String key, boolean otherwise);

  /**
   * All settings of a block, such as the properties of a library: {@code client { ssl.protocol =
   * TLSv1.3 }} is {@code ssl.protocol} here. Empty if there is none.
   */
  Map<String, String> block(String key);

  /** What makes up records, if the bound source has something. */
  Optional<Generator<?>> generator();
}
