package dev.potoroo.store;

import com.typesafe.config.Config;
import java.nio.file.Path;

/**
 * What a store needs to know.
 *
 * @param pipeline the pipeline's name
 * @param directory where this node keeps what belongs to the pipeline; may not exist yet
 * @param settings the whole configuration, resolved; a store's own settings are under {@code
 *     potoroo.store.TYPE}
 */
public record StoreContext(String pipeline, Path directory, Config settings) {}
