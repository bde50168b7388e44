package dev.potoroo.opentelemetry;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Takes spans as a collector does, and keeps them; what is sent again is the same span. */
final class Collector implements AutoCloseable {
  private final HttpServer server;
  private final Map<ByteString, Span> spans = new ConcurrentHashMap<>();

  private Collector(HttpServer server) {
    this.server = server;
  }

  static Collector start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Collector collector = new Collector(server);
    server.createContext(
        "/v1/traces",
        exchange -> {
          collector.take(ExportTraceServiceRequest.parseFrom(exchange.getRequestBody()));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return collector;
  }

  private void take(ExportTraceServiceRequest request) {
    request.getResourceSpansList().stream()
        .flatMap(of -> of.getScopeSpansList().stream())
        .flatMap(in -> in.getSpansList().stream())
        .forEach(span -> spans.put(span.getSpanId(), span));
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
  }

  List<Span> spans() {
    return List.copyOf(spans.values());
  }

  /** Those whose name begins so. */
  List<Span> spans(String name) {
    return spans.values().stream().filter(span -> span.getName().startsWith(name)).toList();
  }

  Map<ByteString, Span> byId() {
    return Map.copyOf(spans);
  }

  /** The names of all attributes. */
  Set<String> attributes() {
    return spans.values().stream()
        .flatMap(span -> span.getAttributesList().stream())
        .map(KeyValue::getKey)
        .collect(Collectors.toSet());
  }

  /** An attribute as text; empty if there is none. */
  static String attribute(Span span, String name) {
    return span.getAttributesList().stream()
        .filter(one -> one.getKey().equals(name))
        .map(KeyValue::getValue)
        .map(value -> value.getStringValue())
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
