/**
 * What a running pipeline answers when asked: plain records without behaviour, written as JSON by
 * the management endpoint.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.status;

import org.jspecify.annotations.NullMarked;
