/** Lets a process die at a chosen point, to try out what a crash there leaves. */
@NullMarked
package dev.potoroo.fault;

import org.jspecify.annotations.NullMarked;
