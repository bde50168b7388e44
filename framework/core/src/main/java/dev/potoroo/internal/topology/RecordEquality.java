package dev.potoroo.internal.topology;

import java.lang.reflect.RecordComponent;
import java.util.Objects;

/** Equality of records that looks into arrays, which the records' own does not. */
final class RecordEquality {
  private RecordEquality() {}

  static boolean deepEquals(Object a, Object b) throws ReflectiveOperationException {
    if (!(a instanceof Record) || a.getClass() != b.getClass()) {
      return Objects.deepEquals(a, b);
    }
    for (RecordComponent component : a.getClass().getRecordComponents()) {
      component.getAccessor().setAccessible(true);
      Object left = component.getAccessor().invoke(a);
      Object right = component.getAccessor().invoke(b);
      if (left == null || right == null ? left != right : !deepEquals(left, right)) {
        return false;
      }
    }
    return true;
  }
}
