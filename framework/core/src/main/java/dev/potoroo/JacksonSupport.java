package dev.potoroo;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.blackbird.BlackbirdModule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Jackson mappers that write and read every record and state; see {@link Codec} for their
 * rules.
 */
public final class JacksonSupport {
  private static final ObjectMapper JSON = configured(JsonMapper.builder());
  private static final ObjectMapper CBOR = configured(CBORMapper.builder());

  private JacksonSupport() {}

  /** The mapper for JSON. Shared: it must not be changed. */
  public static ObjectMapper json() {
    return JSON;
  }

  /** The mapper for CBOR. Shared: it must not be changed. */
  public static ObjectMapper cbor() {
    return CBOR;
  }

  private static <M extends ObjectMapper, B extends MapperBuilder<M, B>> ObjectMapper configured(
      B builder) {
    return builder
        .addModule(new Jdk8Module())
        .addModule(new JavaTimeModule())
        .addModule(new BlackbirdModule())
        .annotationIntrospector(new SealedTypes())
        // A class is stored as what it consists of, so that no private field is lost in silence.
        .visibility(PropertyAccessor.FIELD, Visibility.ANY)
        // Doubles are the slow part of many states: a third less time each.
        .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  /**
   * Sealed types without Jackson annotations get a {@code type} property with a stable name for
   * each case.
   */
  private static final class SealedTypes extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(
        MapperConfig<?> config, Annotated annotated) {
      JsonTypeInfo.Value said = super.findPolymorphicTypeInfo(config, annotated);
      if (said != null || !isSealed(annotated) || !(annotated instanceof AnnotatedClass)) {
        return said;
      }
      return JsonTypeInfo.Value.construct(
          JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "type", null, false, true);
    }

    @Override
    public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
      List<NamedType> said = super.findSubtypes(annotated);
      if (said != null || !isSealed(annotated)) {
        return said;
      }
      List<NamedType> cases = new ArrayList<>();
      addCases(annotated.getRawType(), cases);
      return cases;
    }

    /**
     * An enum whose constants have bodies is sealed for the compiler, but a plain value in JSON.
     */
    private static boolean isSealed(Annotated annotated) {
      return annotated.getRawType().isSealed() && !annotated.getRawType().isEnum();
    }

    private static void addCases(Class<?> sealed, List<NamedType> cases) {
      for (Class<?> one : sealed.getPermittedSubclasses()) {
        if (one.isSealed()) {
          addCases(one, cases);
        } else {
          cases.add(new NamedType(one, nameOf(one)));
        }
      }
    }

    private static String nameOf(Class<?> type) {
      JsonTypeName said = type.getAnnotation(JsonTypeName.class);
      return said == null ? CamelCase.toKebab(type.getSimpleName()) : said.value();
    }
  }
}
