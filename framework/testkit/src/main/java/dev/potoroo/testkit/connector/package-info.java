/**
 * What every connector must do, as tests to be inherited: yours passes them if the pipeline's
 * guarantees hold with it. They run against the real outside system, or a real one of a test.
 *
 * <ul>
 *   <li>{@link dev.potoroo.testkit.connector.SourceContract}: a source that can be read again.
 *   <li>{@link dev.potoroo.testkit.connector.AcknowledgingSourceContract}: a source whose clients
 *       send again what was not acknowledged.
 *   <li>{@link dev.potoroo.testkit.connector.SinkContract}: a sink that writes at once.
 *   <li>{@link dev.potoroo.testkit.connector.TransactionalSinkContract}: a sink that can take back
 *       what no round has committed.
 *   <li>{@link dev.potoroo.testkit.connector.RoundPublisherContract}: a sink that publishes whole
 *       rounds in transactions of the outside system.
 *   <li>{@link dev.potoroo.testkit.connector.FaultyPeer}: a way to an outside system that can stall
 *       and break.
 * </ul>
 *
 * <p>They need JUnit 5 (Jupiter) and AssertJ among the dependencies of the test.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.testkit.connector;

import org.jspecify.annotations.NullMarked;
