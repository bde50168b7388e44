package dev.potoroo.management;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** The description of the interface for programs, OpenAPI 3.1. */
final class OpenApi {
  private static final byte[] DOCUMENT = read();

  private OpenApi() {}

  static CompletionStage<HttpResponse> answer() {
    return CompletableFuture.completedFuture(Answers.openApi(DOCUMENT));
  }

  private static byte[] read() {
    try (InputStream in = OpenApi.class.getResourceAsStream("openapi.json")) {
      if (in == null) {
        throw new IllegalStateException("The file [openapi.json] is not in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
