/**
 * Records in Avro, with schemas from a registry: {@link dev.potoroo.avro.Avro}, {@link
 * dev.potoroo.avro.SchemaRegistry}.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.avro;

import org.jspecify.annotations.NullMarked;
