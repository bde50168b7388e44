/**
 * Sends records to pipelines with an acknowledged TCP source: {@link
 * dev.potoroo.client.AckedClient}. Needs nothing but the JDK.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.client;

import org.jspecify.annotations.NullMarked;
