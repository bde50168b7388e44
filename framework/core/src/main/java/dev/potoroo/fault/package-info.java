/**
 * Lets a process die at a chosen point, to try out what a crash there leaves.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.fault;

import org.jspecify.annotations.NullMarked;
