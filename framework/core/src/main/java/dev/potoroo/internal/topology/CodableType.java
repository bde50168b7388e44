package dev.potoroo.internal.topology;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.AbstractDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.deser.impl.TypeWrappedDeserializer;
import com.fasterxml.jackson.databind.introspect.AnnotatedClassResolver;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out without a value whether Jackson can write and read a type and the types within it: it
 * makes the deserializers, and looks for those that are sure to fail. Jackson itself says so only
 * when the first record arrives.
 */
final class CodableType {
  private final ObjectMapper mapper;
  private final DeserializationContext context;
  private final Set<JavaType> seen = new HashSet<>();

  CodableType(ObjectMapper mapper) {
    this.mapper = mapper;
    this.context =
        ((DefaultDeserializationContext) mapper.getDeserializationContext())
            .createDummyInstance(mapper.getDeserializationConfig());
  }

  /** What is wrong with the type, as the end of a sentence that names it, with the cure. */
  Optional<String> problemOf(Class<?> type) {
    return problemOf(mapper.constructType(type));
  }

  /** The same of a type with its type arguments. */
  Optional<String> problemOf(JavaType type) {
    try {
      mapper.getSerializerProviderInstance().findTypedValueSerializer(type, true, null);
      return problemOf(type, "");
    } catch (JsonMappingException | IllegalArgumentException | LinkageError e) {
      return Optional.of(
          "cannot be written or read by Jackson: ["
              + Faults.said(e)
              + "]. Make it a record, or annotate it for Jackson.");
    }
  }

  /** Two cases of a sealed type that would have the same name on the wire. */
  Optional<String> ambiguityOf(Class<?> sealed) {
    Map<String, Class<?>> byName = new HashMap<>();
    for (NamedType one : casesOf(mapper.constructType(sealed))) {
      Class<?> other = one.hasName() ? byName.put(one.getName(), one.getType()) : null;
      if (other != null && other != one.getType()) {
        return Optional.of(
            "has two cases, ["
                + Elements.type(other)
                + "] and ["
                + Elements.type(one.getType())
                + "], that are both called ["
                + one.getName()
                + "] when written. Rename one, or give it a @JsonTypeName.");
      }
    }
    return Optional.empty();
  }

  private Optional<String> problemOf(JavaType type, String path) throws JsonMappingException {
    if (!seen.add(type) || type.isJavaLangObject()) {
      return Optional.empty();
    }
    if (type.isContainerType() || type.isReferenceType()) {
      return problemOf(type.getContentType(), path);
    }
    JsonDeserializer<?> reader = context.findRootValueDeserializer(type);
    if (reader instanceof TypeWrappedDeserializer) {
      return problemOfCases(type, path);
    } else if (reader instanceof AbstractDeserializer) {
      return Optional.of(
          within(type, path)
              + "is abstract and not sealed, so Jackson cannot tell what to read. Make it a record,"
              + " a class or a sealed interface, or annotate it with @JsonTypeInfo.");
    }
    return reader instanceof BeanDeserializerBase bean
        ? problemOfBean(bean, type, path)
        : Optional.empty();
  }

  private Optional<String> problemOfCases(JavaType type, String path) throws JsonMappingException {
    for (NamedType one : casesOf(type)) {
      JavaType subtype = mapper.constructType(one.getType());
      // Jackson lists the abstract types between, too.
      Optional<String> problem = subtype.isConcrete() ? problemOf(subtype, path) : Optional.empty();
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private Optional<String> problemOfBean(BeanDeserializerBase bean, JavaType type, String path)
      throws JsonMappingException {
    if (!bean.getValueInstantiator().canInstantiate()) {
      return Optional.of(
          within(type, path)
              + "cannot be read by Jackson (no creator). Make it a record, or a static class with a"
              + " no-argument constructor.");
    }
    for (Iterator<SettableBeanProperty> all = bean.properties(); all.hasNext(); ) {
      SettableBeanProperty property = all.next();
      Optional<String> problem =
          saysHow(property)
              ? Optional.empty()
              : problemOf(property.getType(), path + "." + property.getName());
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private static boolean saysHow(SettableBeanProperty property) {
    return property.getAnnotation(JsonTypeInfo.class) != null
        || property.getAnnotation(JsonDeserialize.class) != null;
  }

  private Collection<NamedType> casesOf(JavaType type) {
    var config = mapper.getDeserializationConfig();
    return mapper
        .getSubtypeResolver()
        .collectAndResolveSubtypesByClass(
            config, AnnotatedClassResolver.resolve(config, type, config));
  }

  private static String within(JavaType type, String path) {
    return path.isEmpty()
        ? ""
        : "has a part ["
            + path.substring(1)
            + "] whose class ["
            + Elements.type(type.getRawClass())
            + "] ";
  }
}
