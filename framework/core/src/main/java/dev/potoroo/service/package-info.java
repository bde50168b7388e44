/**
 * Runs a pipeline as a member of a cluster, asks it, drains it: {@link
 * dev.potoroo.service.PipelineService}.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.service;

import org.jspecify.annotations.NullMarked;
