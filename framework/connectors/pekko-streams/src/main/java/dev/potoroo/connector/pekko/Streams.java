package dev.potoroo.connector.pekko;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;

/**
 * Where the streams of one connector run. All share one actor system of this process, which is not
 * the one of the pipeline: that one is a member of the cluster, and busy with records. It is there
 * as long as anybody needs it.
 */
final class Streams implements AutoCloseable {
  private static final String NAME = "potoroo-streams";

  /** A system of its own, whatever the node's is: alone, and not the one that ends the process. */
  private static final String SETTINGS =
      """
      pekko {
        daemonic = on
        loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
        logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
        stdout-loglevel = OFF
        log-dead-letters = off
        jvm-shutdown-hooks = off
        actor.provider = local
        coordinated-shutdown {
          run-by-jvm-shutdown-hook = off
          exit-jvm = off
        }
      }
      """;

  private static final Object LOCK = new Object();
  private static @Nullable ActorSystem system;
  private static int users;

  private final Materializer materializer;
  private boolean closed;

  private Streams(ActorSystem shared) {
    this.materializer = Materializer.createMaterializer(shared);
  }

  static Streams open() {
    synchronized (LOCK) {
      ActorSystem shared = system;
      if (shared == null) {
        ClassLoader loader = Streams.class.getClassLoader();
        Config config =
            ConfigFactory.parseString(SETTINGS).withFallback(ConfigFactory.load(loader));
        shared = ActorSystem.create(NAME, config, loader);
        system = shared;
      }
      users++;
      return new Streams(shared);
    }
  }

  Materializer materializer() {
    return materializer;
  }

  /** Ends all of its streams, also those that would rather wait for something. */
  @Override
  public void close() {
    synchronized (LOCK) {
      if (closed) {
        return;
      }
      closed = true;
      materializer.shutdown();
      users--;
      if (users == 0 && system != null) {
        var unused = system.terminate();
        system = null;
      }
    }
  }
}
