/**
 * The workloads that Potoroo is measured with, and the {@code bench} command that runs them on the
 * real runtime and checks what comes out.
 */
@NullMarked
package dev.potoroo.samples.bench;

import org.jspecify.annotations.NullMarked;
