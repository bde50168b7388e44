/**
 * Looks into a running member over HTTP.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.management;

import org.jspecify.annotations.NullMarked;
