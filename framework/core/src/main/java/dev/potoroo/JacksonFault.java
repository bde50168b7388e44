package dev.potoroo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.lang.invoke.MethodType;
import java.util.List;

/** What is wrong with bytes that Jackson cannot read, without the bytes. */
final class JacksonFault {
  private JacksonFault() {}

  /** Not Jackson's whole message, which repeats the input: that may be large or secret. */
  static String describe(JsonProcessingException e) {
    if (e instanceof MismatchedInputException mismatch && lacksNumber(mismatch)) {
      Class<?> type = mismatch.getTargetType();
      return fieldOf(mismatch)
          + " is missing or null, but ["
          + type
          + "] needs a value. Make it ["
          + MethodType.methodType(type).wrap().returnType().getSimpleName()
          + "] or [Optional], which may be missing.";
    }
    return e.getOriginalMessage();
  }

  /** What Jackson says then is advice on settings of it that a pipeline does not have. */
  private static boolean lacksNumber(MismatchedInputException e) {
    return e.getTargetType() != null
        && e.getTargetType().isPrimitive()
        && e.getOriginalMessage().startsWith("Cannot map `null`");
  }

  private static String fieldOf(MismatchedInputException e) {
    List<Reference> path = e.getPath();
    String field = path.isEmpty() ? null : path.get(path.size() - 1).getFieldName();
    return field == null ? "a value" : "field [" + field + "]";
  }
}
