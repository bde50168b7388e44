package dev.potoroo.management;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.potoroo.JacksonSupport;
import dev.potoroo.service.Tail;
import dev.potoroo.status.TailEvent;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * A tail as server-sent events. Its next events are taken when the connection has taken those
 * before: so one that is slow is told how many it has missed, and nothing piles up for it.
 */
final class TailStream {
  /** Shorter than the time after which servers and proxies give up a silent connection. */
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

  private static final ContentType EVENT_STREAM =
      ContentTypes.create(
          MediaTypes.customWithFixedCharset(
              "text", "event-stream", HttpCharsets.UTF_8, Map.of(), false));

  private TailStream() {}

  /** The answer that goes on until the connection ends; then the tail is closed. */
  static HttpResponse of(Tail tail) {
    Source<ByteString, NotUsed> events =
        Source.unfoldAsync(
                tail, one -> one.next().thenApply(next -> Optional.of(Pair.create(one, next))))
            .mapConcat(next -> next)
            .map(TailStream::bytes)
            .keepAlive(SIGN_OF_LIFE, () -> ByteString.fromString(": nothing new\n\n"))
            .watchTermination(
                (nothing, ended) -> {
                  var unused = ended.whenComplete((done, failure) -> tail.close());
                  return nothing;
                });
    return Answers.stream(HttpEntities.createChunked(EVENT_STREAM, events));
  }

  private static ByteString bytes(TailEvent event) throws JsonProcessingException {
    return ByteString.fromString(
        "event: "
            + event.kind().name().toLowerCase(Locale.ROOT)
            + "\ndata: "
            + JacksonSupport.json().writeValueAsString(event)
            + "\n\n");
  }
}
