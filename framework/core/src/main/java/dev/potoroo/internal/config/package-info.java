/**
 * Reads and checks the configuration: {@link dev.potoroo.internal.config.PipelineSettings} for what
 * stands under {@code potoroo}, {@link dev.potoroo.internal.config.Bindings} for the connectors of
 * sources and sinks. All that is wrong is reported at once.
 */
@NullMarked
package dev.potoroo.internal.config;

import org.jspecify.annotations.NullMarked;
