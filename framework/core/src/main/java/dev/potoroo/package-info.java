/**
 * The language in which pipelines are written; all that a first pipeline imports.
 *
 * <ul>
 *   <li>{@link dev.potoroo.Pipeline} is what a user writes, {@link dev.potoroo.Flow} what it writes
 *       to.
 *   <li>{@link dev.potoroo.DataStream} and {@link dev.potoroo.KeyedStream} are streams of records;
 *       {@link dev.potoroo.Source} and {@link dev.potoroo.Sink} their ends; {@link
 *       dev.potoroo.Codec} tells how records are bytes.
 *   <li>{@link dev.potoroo.Step} is a named step with one state object per key; its {@link
 *       dev.potoroo.Handler}s get a {@link dev.potoroo.Context} and return a {@link
 *       dev.potoroo.Next}.
 *   <li>{@link dev.potoroo.Window}s gather records by an {@link dev.potoroo.Aggregate}, in the
 *       order of their own time, of which a {@link dev.potoroo.Watermark} tells how far it has
 *       come.
 *   <li>A {@link dev.potoroo.Ref} is reference data, which all handlers may read.
 *   <li>{@link dev.potoroo.ErrorPolicy} says what becomes of a record that could not be processed.
 * </ul>
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo;

import org.jspecify.annotations.NullMarked;
