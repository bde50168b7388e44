package dev.potoroo.launcher;

import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/**
 * A PostgreSQL server of its own, which {@code local-cluster} starts for its nodes. What brings the
 * server is tens of megabytes, so it is found as a service: each library that has a {@link
 * Provider} names it in {@code META-INF/services/dev.potoroo.launcher.LocalDatabase$Provider}, as
 * {@code potoroo-local-postgres} does.
 */
public interface LocalDatabase extends AutoCloseable {

  /** Where the database is: {@code jdbc:postgresql://HOST:PORT/DATABASE}. */
  String url();

  /** Who logs in there. */
  String user();

  /** The password of that user. */
  String password();

  /** Completes when the server has ended, whyever. */
  CompletionStage<Void> ended();

  /** Stops the server and waits for its end; sessions that are left are closed. */
  @Override
  void close();

  /** Starts such a server. */
  interface Provider {

    /**
     * Starts the server. It goes on with the data that is there; one that an earlier process has
     * left running there is stopped first.
     *
     * @param directory for its data; nobody else uses it meanwhile
     * @throws dev.potoroo.PotorooException if it cannot be started; nothing is left running then
     */
    LocalDatabase start(Path directory);
  }
}
