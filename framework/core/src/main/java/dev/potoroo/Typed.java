package dev.potoroo;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;

/**
 * A class with its type arguments, which Jackson must know to read what is in it.
 *
 * @param raw the class
 * @param type the class with its type arguments
 * @param <T> what it is for the compiler
 */
record Typed<T>(Class<T> raw, JavaType type) {

  static <T> Typed<T> of(Class<T> type) {
    return new Typed<>(type, JacksonSupport.json().constructType(type));
  }

  /** The {@code raw} class of these arguments. */
  @SuppressWarnings("unchecked")
  static <T> Typed<T> of(Class<? super T> raw, JavaType... arguments) {
    return new Typed<>(
        (Class<T>) raw,
        JacksonSupport.json().getTypeFactory().constructParametricType(raw, arguments));
  }

  /** Written and read as JSON. */
  Codec<T> json() {
    ObjectReader reader = JacksonSupport.json().readerFor(type);
    ObjectWriter writer = JacksonSupport.json().writerFor(type);
    return Codec.<T>of(raw -> reader.readValue(raw), writer::writeValueAsBytes)
        .asText()
        .named("json");
  }
}
