/**
 * A source that makes records up: {@link dev.potoroo.connector.generator.Generator} says how,
 * {@link dev.potoroo.connector.generator.GeneratorSource} how many and how fast.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.connector.generator;

import org.jspecify.annotations.NullMarked;
