package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The protocol by which a page of a browser is told what to do. For one thread. */
final class DevTools implements WebSocket.Listener {
  private final Map<Long, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final StringBuilder message = new StringBuilder();
  private final WebSocket socket;
  private long last;

  private DevTools(String url) {
    socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(URI.create(url), this).join();
  }

  /** Connects to a page, and listens to what its console shows. */
  static DevTools of(String url) {
    DevTools page = new DevTools(url);
    for (String what : List.of("Page.enable", "Runtime.enable", "Log.enable")) {
      page.send(what, JsonNodeFactory.instance.objectNode());
    }
    return page;
  }

  /** Tells it something; the answer. */
  JsonNode send(String method, JsonNode parameters) {
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(++last, answer);
    ObjectNode request =
        JsonNodeFactory.instance.objectNode().put("id", last).put("method", method);
    socket.sendText(request.set("params", parameters).toString(), true).join();
    JsonNode all = answer.orTimeout(PotorooProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    assertThat(all.path("error")).as(method).isEmpty();
    return all.path("result");
  }

  /** Errors and warnings in the console, and what was thrown and not caught. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
    message.append(part);
    if (isLast) {
      take(Http.parse(message.toString()));
      message.setLength(0);
    }
    from.request(1);
    return null;
  }

  private void take(JsonNode told) {
    if (told.has("id")) {
      asked.remove(told.path("id").asLong()).complete(told);
      return;
    }
    boolean wrong =
        switch (told.path("method").asText()) {
          case "Runtime.exceptionThrown" -> true;
          case "Runtime.consoleAPICalled" -> !told.at("/params/type").asText().equals("log");
          case "Log.entryAdded" -> true;
          default -> false;
        };
    if (wrong) {
      complaints.add(told.path("params").toString());
    }
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    asked.values().forEach(answer -> answer.completeExceptionally(new CompletionException(error)));
  }
}
