package dev.potoroo.launcher;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Collections;
import java.util.Enumeration;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** Lets the help quote the reference configuration, the only place where defaults stand. */
final class DefaultTexts extends ResourceBundle {
  private final Config reference = ConfigFactory.defaultReference();

  @Override
  protected @Nullable Object handleGetObject(String key) {
    return key.startsWith("potoroo.") && reference.hasPath(key)
        ? String.valueOf(reference.getValue(key).unwrapped())
        : null;
  }

  @Override
  public Enumeration<String> getKeys() {
    return Collections.emptyEnumeration();
  }
}
