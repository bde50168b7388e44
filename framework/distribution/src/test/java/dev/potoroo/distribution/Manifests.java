package dev.potoroo.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The objects in a file for Kubernetes, and what it would make of them. */
record Manifests(List<JsonNode> all) {
  private static final String NAMESPACE = "shop";

  /** What a pod is given for everything that is to come from a Secret. */
  static final String SECRET = "secret-of-this-test";

  static Manifests read(Path file) {
    YAMLMapper yaml = new YAMLMapper();
    try (var documents = yaml.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
      return new Manifests(documents.readAll());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The only object of a kind. */
  JsonNode only(String kind) {
    List<JsonNode> found =
        all.stream().filter(object -> object.path("kind").asText().equals(kind)).toList();
    if (found.size() != 1) {
      throw new IllegalStateException(found.size() + " objects of the kind [" + kind + "]");
    }
    return found.get(0);
  }

  int replicas() {
    return only("StatefulSet").path("spec").path("replicas").asInt();
  }

  JsonNode podSpec() {
    return only("StatefulSet").path("spec").path("template").path("spec");
  }

  /** The pods' only container. */
  JsonNode container() {
    return podSpec().path("containers").get(0);
  }

  /** The number of a port that the container names. */
  int port(String name) {
    return container()
        .path("ports")
        .valueStream()
        .filter(port -> port.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow()
        .path("containerPort")
        .asInt();
  }

  /** What the file {@code application.conf} of each pod says. */
  String settings() {
    return only("ConfigMap").path("data").path("application.conf").asText();
  }

  List<String> arguments() {
    return texts(container().path("args"));
  }

  /** The name of a pod of the StatefulSet, which the headless service gives it. */
  String host(int pod) {
    JsonNode set = only("StatefulSet");
    return "%s-%d.%s.%s.svc.cluster.local"
        .formatted(
            set.path("metadata").path("name").asText(),
            pod,
            set.path("spec").path("serviceName").asText(),
            NAMESPACE);
  }

  /** The environment of a pod. */
  Map<String, String> environment(int pod) {
    Map<String, String> environment = new TreeMap<>();
    for (JsonNode variable : container().path("env")) {
      environment.put(variable.path("name").asText(), value(variable, pod, environment));
    }
    return environment;
  }

  private String value(JsonNode variable, int pod, Map<String, String> before) {
    JsonNode from = variable.path("valueFrom");
    if (from.has("secretKeyRef")) {
      return SECRET;
    }
    if (from.has("fieldRef")) {
      String field = from.path("fieldRef").path("fieldPath").asText();
      return switch (field) {
        case "metadata.name" -> host(pod).substring(0, host(pod).indexOf('.'));
        case "metadata.namespace" -> NAMESPACE;
        default -> throw new IllegalStateException("field [" + field + "]");
      };
    }
    String value = variable.path("value").asText();
    for (Map.Entry<String, String> known : before.entrySet()) {
      value = value.replace("$(" + known.getKey() + ")", known.getValue());
    }
    return value;
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asText).toList();
  }
}
