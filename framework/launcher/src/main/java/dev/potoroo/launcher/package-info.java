/**
 * Runs pipelines from the command line: {@link dev.potoroo.launcher.Potoroo} in a {@code main} of
 * one's own, {@link dev.potoroo.launcher.Main} as that of a jar with several. {@link
 * dev.potoroo.launcher.LocalDatabase} is what the command {@code local-cluster} wants of a library.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.launcher;

import org.jspecify.annotations.NullMarked;
