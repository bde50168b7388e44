/** Looks into a running member over HTTP. */
@NullMarked
package dev.potoroo.management;

import org.jspecify.annotations.NullMarked;
