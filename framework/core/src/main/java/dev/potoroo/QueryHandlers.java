package dev.potoroo;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The questions that a step answers, by the name of their type. Immutable. */
record QueryHandlers<S>(Map<String, Query<S, ?>> byName) {

  private record Query<S, Q>(Class<Q> type, QueryHandler<S, Q> handler) {
    @Nullable Object answer(S state, Object question, QueryContext ctx) throws Exception {
      return handler.answer(state, type.cast(question), ctx);
    }
  }

  static <S> QueryHandlers<S> none() {
    return new QueryHandlers<>(Map.of());
  }

  <Q> QueryHandlers<S> with(String step, Class<Q> type, QueryHandler<S, Q> handler) {
    Map<String, Query<S, ?>> more = new LinkedHashMap<>(byName);
    String name = nameOf(Objects.requireNonNull(type, "type"));
    Query<S, ?> other = more.put(name, new Query<>(type, Objects.requireNonNull(handler)));
    if (other != null && other.type() != type) {
      throw new IllegalArgumentException(
          "step [%s]: queries [%s] and [%s] have the same name [%s]. Rename one, or give it a @JsonTypeName."
              .formatted(step, other.type().getName(), type.getName(), name));
    }
    return new QueryHandlers<>(more);
  }

  private static String nameOf(Class<?> type) {
    JsonTypeName said = type.getAnnotation(JsonTypeName.class);
    return said == null ? CamelCase.toKebab(type.getSimpleName()) : said.value();
  }

  Set<String> names() {
    return byName.keySet();
  }

  Class<?> type(String name) {
    return query(name).type();
  }

  @Nullable Object answer(String name, S state, Object question, QueryContext ctx)
      throws Exception {
    return query(name).answer(state, question, ctx);
  }

  private Query<S, ?> query(String name) {
    Query<S, ?> query = byName.get(name);
    if (query == null) {
      throw new IllegalArgumentException("there is no query [" + name + "]");
    }
    return query;
  }
}
