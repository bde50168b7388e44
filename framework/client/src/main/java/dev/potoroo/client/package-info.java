/**
 * Sends records to pipelines with an acknowledged TCP source: {@link
 * dev.potoroo.client.AckedClient}. Needs nothing but the JDK.
 */
@NullMarked
package dev.potoroo.client;

import org.jspecify.annotations.NullMarked;
