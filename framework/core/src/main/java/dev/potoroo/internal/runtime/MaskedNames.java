package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import dev.potoroo.JacksonSupport;
import dev.potoroo.Masked;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names, as JSON has them, of fields marked {@link Masked} in a class and in all that it
 * consists of. Thread-safe.
 */
final class MaskedNames {
  private static final ClassValue<Set<String>> KNOWN =
      new ClassValue<>() {
        @Override
        protected Set<String> computeValue(Class<?> type) {
          return of(JacksonSupport.json().constructType(type));
        }
      };

  private final Set<String> found = new HashSet<>();
  private final Set<JavaType> seen = new HashSet<>();

  private MaskedNames() {}

  static Set<String> of(Class<?> type) {
    return KNOWN.get(type);
  }

  /** Of a type with its type arguments; to be kept by whoever asks. */
  static Set<String> of(JavaType type) {
    MaskedNames names = new MaskedNames();
    names.look(type);
    return Set.copyOf(names.found);
  }

  private void look(JavaType type) {
    if (!seen.add(type)) {
      return;
    }
    if (type.isContainerType() || type.isReferenceType()) {
      lookAt(type.getKeyType());
      lookAt(type.getContentType());
      return;
    }
    Class<?> raw = type.getRawClass();
    if (raw.isPrimitive() || raw.isEnum() || raw.getName().startsWith("java.")) {
      return;
    }
    if (raw.isSealed()) {
      for (Class<?> one : raw.getPermittedSubclasses()) {
        look(JacksonSupport.json().constructType(one));
      }
    }
    BeanDescription bean = JacksonSupport.json().getSerializationConfig().introspect(type);
    for (BeanPropertyDefinition property : bean.findProperties()) {
      if (isMasked(raw, property.getInternalName())) {
        found.add(property.getName());
      }
      lookAt(property.getPrimaryType());
    }
  }

  private void lookAt(@Nullable JavaType type) {
    if (type != null) {
      look(type);
    }
  }

  private static boolean isMasked(Class<?> type, String field) {
    for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
      try {
        if (at.getDeclaredField(field).isAnnotationPresent(Masked.class)) {
          return true;
        }
      } catch (NoSuchFieldException e) {
        // It may be the superclass's.
      }
    }
    return false;
  }
}
