/** Starts members from the command line. */
@NullMarked
package dev.potoroo.launcher;

import org.jspecify.annotations.NullMarked;
