package dev.potoroo.connector.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives on what is posted, and answers when it is committed. */
final class HttpReader implements SourceReader {
  private static final Logger LOG = LoggerFactory.getLogger(HttpReader.class);
  private static final int THREADS = 16;
  private static final long WAIT_MILLIS = 20;
  private static final int MAX_KEY_LENGTH = 255;

  private final HttpSource.Settings settings;
  private final SourceContext context;
  private final boolean deliveries;
  private final Gate gate;
  private final Intake<HttpExchange> intake;
  private final Server server;

  private HttpReader(HttpSource.Settings settings, SourceContext context) throws IOException {
    this.settings = settings;
    this.context = context;
    this.deliveries = context.codec().equals(Delivery.CODEC);
    this.gate = new Gate(settings.path(), "POST", settings.token());
    this.intake =
        new Intake<>(settings.maxWaiting(), settings.maxWaitingSize(), context.startPosition());
    this.server = context.listen(settings.port(), this::serve);
  }

  private Server serve(int port) throws IOException {
    return Server.start(
        "source-" + context.source() + "-http", settings.host(), port, THREADS, this::handle);
  }

  static HttpReader open(HttpSource.Settings settings, SourceContext context) throws IOException {
    HttpReader reader = new HttpReader(settings, context);
    LOG.info("source [{}] takes records at {}", context.source(), reader.url());
    return reader;
  }

  private String url() {
    return server.url(settings.path());
  }

  @Override
  public Optional<String> describe() {
    return Optional.of(url());
  }

  @Override
  public OptionalInt port() {
    return OptionalInt.of(server.port());
  }

  private void handle(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getRequestHeaders();
    Optional<Answer> refusal =
        gate.refusal(exchange.getRequestMethod(), exchange.getRequestURI().getPath(), headers);
    if (refusal.isPresent()) {
      refusal.get().sendTo(exchange);
      return;
    }
    try {
      List<byte[]> records = records(headers, exchange);
      switch (intake.offer(exchange, records)) {
        case TAKEN -> {}
        case FULL -> Answer.FULL.sendTo(exchange);
        case CLOSED -> Answer.CLOSING.sendTo(exchange);
      }
    } catch (Body.RefusedException e) {
      e.answer().sendTo(exchange);
    } catch (IOException e) {
      // It has hung up, or was too slow.
      exchange.close();
    }
  }

  private List<byte[]> records(Headers headers, HttpExchange exchange)
      throws IOException, Body.RefusedException {
    Optional<String> key = key(headers);
    List<byte[]> records =
        Body.read(headers, exchange.getRequestBody(), settings.maxBody(), context.maxRecordSize());
    if (!deliveries) {
      return records;
    }
    byte[] delivery = new Delivery(key.orElseGet(Delivery::randomId), records).encode();
    if (delivery.length > context.maxRecordSize()) {
      throw new Body.RefusedException(
          413, "the records are together larger than [" + context.maxRecordSize() + "] bytes");
    }
    return List.of(delivery);
  }

  private Optional<String> key(Headers headers) throws Body.RefusedException {
    Optional<String> key = Optional.ofNullable(headers.getFirst("Idempotency-Key"));
    if (key.isPresent() && !deliveries) {
      // To take it and not to honour it would be worse.
      throw new Body.RefusedException(
          400, "this source cannot honour [Idempotency-Key]; leave it out");
    }
    if (key.filter(text -> !isKey(text)).isPresent()) {
      throw new Body.RefusedException(
          400,
          "[Idempotency-Key] must be 1 to "
              + MAX_KEY_LENGTH
              + " visible characters of ASCII, and not begin with ["
              + Delivery.NO_KEY
              + "]");
    }
    return key;
  }

  private static boolean isKey(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_KEY_LENGTH
        && !text.startsWith(Delivery.NO_KEY)
        && text.chars().allMatch(c -> c > ' ' && c < 127);
  }

  @Override
  public Progress poll(RecordBatch batch) throws InterruptedException {
    if (!intake.await(WAIT_MILLIS)) {
      return Progress.WAITING;
    }
    intake.read(batch);
    if (!context.committing()) {
      committed(intake.position());
    }
    return Progress.MORE;
  }

  @Override
  public void committed(long position) {
    List<HttpExchange> settled = intake.settled(position);
    if (!settled.isEmpty()) {
      server.answer(() -> settled.forEach(Answer.COMMITTED::sendTo));
    }
  }

  @Override
  public long lag() {
    return intake.unread();
  }

  @Override
  public void close() {
    List<HttpExchange> left = intake.close();
    if (!left.isEmpty()) {
      server.answer(() -> left.forEach(Answer.CLOSING::sendTo));
    }
    server.close();
  }
}
