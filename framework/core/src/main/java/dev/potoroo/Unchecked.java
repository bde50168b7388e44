package dev.potoroo;

/** The casts that the untyped graph needs; the DSL's signatures have checked them. */
final class Unchecked {
  private Unchecked() {}

  @SuppressWarnings("unchecked")
  static <T> T cast(Object any) {
    return (T) any;
  }

  @SuppressWarnings("unchecked")
  static <T> Fn<Object, String> extractor(Fn<? super T, String> typed) {
    return (Fn<Object, String>) typed;
  }
}
