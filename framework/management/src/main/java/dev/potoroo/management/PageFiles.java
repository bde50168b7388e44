package dev.potoroo.management;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;

/**
 * The files of the page. They are the same for everybody and tell nothing of the pipeline: what the
 * page shows it asks of {@code /api/v1} like any other client.
 */
final class PageFiles {
  private static final Map<String, ContentType> TYPES =
      Map.of(
          "html", ContentTypes.TEXT_HTML_UTF8,
          "css", ContentTypes.create(MediaTypes.TEXT_CSS, HttpCharsets.UTF_8),
          "svg", ContentTypes.create(MediaTypes.IMAGE_SVG_XML),
          "js", ContentTypes.create(MediaTypes.APPLICATION_JAVASCRIPT, HttpCharsets.UTF_8));

  private static final Map<String, byte[]> FILES =
      Stream.of(
              "index.html",
              "page.css",
              "icon.svg",
              "main.js",
              "api.js",
              "dom.js",
              "graph.js",
              "overview.js",
              "cluster.js",
              "keys.js",
              "follow.js")
          .collect(Collectors.toMap(Function.identity(), PageFiles::read));

  private PageFiles() {}

  static Set<String> names() {
    return FILES.keySet();
  }

  /** A file of the page, empty for its start; none if there is no such file. */
  static Optional<HttpResponse> file(String asked) {
    String name = asked.isEmpty() ? "index.html" : asked;
    return Optional.ofNullable(FILES.get(name)).map(file -> Answers.page(type(name), file));
  }

  private static ContentType type(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return Objects.requireNonNull(TYPES.get(extension), extension);
  }

  private static byte[] read(String name) {
    try (InputStream in = PageFiles.class.getResourceAsStream("page/" + name)) {
      if (in == null) {
        throw new IllegalStateException("The file [" + name + "] of the page is not in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
