/** A source that makes records up: {@link dev.potoroo.connector.generator.Generator}. */
@NullMarked
package dev.potoroo.connector.generator;

import org.jspecify.annotations.NullMarked;
