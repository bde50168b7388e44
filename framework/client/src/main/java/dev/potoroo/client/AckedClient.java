package dev.potoroo.client;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to an acknowledged TCP source of a pipeline, and keeps each until it is told that
 * all it has changed is committed.
 *
 * <pre>{@code
 * try (AckedClient client = AckedClient.to("10.0.0.1", 7002).or("10.0.0.2", 7002).start()) {
 *   ClientStream stream = client.stream("sensor-7");
 *   for (Reading reading : readings) {
 *     stream.send(reading.number(), reading.bytes());
 *   }
 *   stream.end();
 * }
 * }</pre>
 *
 * <p>When the connection breaks, or nothing is acknowledged for too long, it connects again, to the
 * next address, with pauses from 0.1 to 2 seconds, for as long as it takes, and sends again what
 * was not acknowledged. A pipeline that knows what it has seen counts each message once. What
 * happens to connections is logged by {@link System.Logger}. Thread-safe.
 */
public final class AckedClient implements AutoCloseable {
  private static final Logger LOG = System.getLogger(AckedClient.class.getName());
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;
  private static final long WAIT_MILLIS = 1_000;

  private final Options options;
  private final Outbox outbox;
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable Link link;

  /**
   * What a client is to do. Immutable.
   *
   * @param addresses servers, each as good as the others; at least one
   * @param token what to show, empty if nothing
   * @param tls what makes connections speak TLS; null for plain ones
   * @param timeout how long a connection, and an acknowledgement that is waited for, may take (60
   *     s)
   * @param maxSize how much may be kept that is not acknowledged, in bytes (64 MiB)
   */
  public record Options(
      List<InetSocketAddress> addresses,
      String token,
      @Nullable SSLContext tls,
      Duration timeout,
      long maxSize) {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long MAX_SIZE = 64L << 20;

    public Options {
      addresses = List.copyOf(addresses);
      Objects.requireNonNull(token, "token");
      if (addresses.isEmpty()) {
        throw new IllegalArgumentException("addresses are empty. Name one server at least.");
      }
      if (timeout.toMillis() < 1 || timeout.toMillis() > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("timeout [" + timeout + "] must be 1 ms to 24 days.");
      }
      if (maxSize < 1) {
        throw new IllegalArgumentException("maxSize [" + maxSize + "] must be at least 1.");
      }
    }

    /** With another server too, with which it goes on when one is gone. */
    public Options or(String host, int port) {
      List<InetSocketAddress> more = new java.util.ArrayList<>(addresses);
      more.add(InetSocketAddress.createUnresolved(host, port));
      return new Options(more, token, tls, timeout, maxSize);
    }

    /** With the token that the source asks for. */
    public Options token(String token) {
      return new Options(addresses, token, tls, timeout, maxSize);
    }

    /** With TLS; the server's certificate must be for its host name. */
    public Options tls(SSLContext context) {
      return new Options(addresses, token, context, timeout, maxSize);
    }

    /** With another timeout: should be some times longer than the pipeline's rounds. */
    public Options timeout(Duration timeout) {
      return new Options(addresses, token, tls, timeout, maxSize);
    }

    /** Keeps so much that is not acknowledged; then {@link ClientStream#send} waits. */
    public Options maxSize(long bytes) {
      return new Options(addresses, token, tls, timeout, bytes);
    }

    /** Starts one; does not wait for a connection. */
    public AckedClient start() {
      return new AckedClient(this);
    }
  }

  private AckedClient(Options options) {
    this.options = options;
    this.outbox = new Outbox(options.maxSize());
    this.thread = new Thread(this::run, "potoroo-client");
    this.thread.setDaemon(true);
    this.thread.start();
  }

  /** Describes one that connects to that server. */
  public static Options to(String host, int port) {
    return new Options(
        List.of(InetSocketAddress.createUnresolved(host, port)),
        "",
        null,
        Options.TIMEOUT,
        Options.MAX_SIZE);
  }

  /**
   * Begins a stream. Its messages keep their order, those of different streams do not.
   *
   * @param name what the pipeline knows it by: the same if it is sent again, by another process
   *     too; no other stream may have it. 1 to 255 bytes
   * @throws IOException if the server refuses this client, or it is closed
   */
  public ClientStream stream(String name) throws IOException {
    return new ClientStream(outbox, outbox.stream(name));
  }

  /** Breaks the connection. Waits for nothing: end the streams first. */
  @Override
  public void close() {
    closed = true;
    outbox.close();
    breakLink();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void breakLink() {
    Link now = link;
    if (now != null) {
      try {
        now.close();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "closing a connection", e);
      }
    }
  }

  private void run() {
    long pause = FIRST_PAUSE_MILLIS;
    for (int attempt = 0; !closed; attempt++) {
      InetSocketAddress address = options.addresses().get(attempt % options.addresses().size());
      try {
        try (Link opened = Link.to(address, options.tls(), (int) options.timeout().toMillis())) {
          link = opened;
          outbox.welcome(opened.greet(options.token()));
          LOG.log(Level.INFO, "connected to {0}", address);
          pause = FIRST_PAUSE_MILLIS;
          serve(opened);
        }
      } catch (RefusedException e) {
        outbox.fail(e);
        return;
      } catch (IOException e) {
        if (!closed) {
          LOG.log(Level.WARNING, "{0}: {1}; trying again", address, e.getMessage());
        }
      } catch (InterruptedException e) {
        outbox.fail(new IOException("the client's thread was interrupted", e));
        return;
      }
      if (!closed && outbox.awaitClose(pause)) {
        return;
      }
      pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
    }
  }

  /** Writes until the connection breaks; another thread reads. */
  private void serve(Link link) throws IOException, InterruptedException {
    Answers answers = new Answers(link);
    Thread reader = new Thread(answers, "potoroo-client-answers");
    reader.setDaemon(true);
    reader.start();
    try {
      while (!link.isBroken() && !closed) {
        link.write(outbox.next(WAIT_MILLIS));
      }
    } catch (IOException e) {
      // The reader knows better why: there may be an error to read.
      LOG.log(Level.DEBUG, "writing to a connection", e);
    } finally {
      answers.finish(reader);
    }
  }

  /** Reads until the connection breaks, and remembers why it did. */
  private final class Answers implements Runnable {
    private final Link link;
    private volatile @Nullable IOException end;

    Answers(Link link) {
      this.link = link;
    }

    @Override
    public void run() {
      try {
        while (true) {
          outbox.answered(link.read(outbox::waits));
        }
      } catch (IOException e) {
        end = e;
      } finally {
        closeQuietly();
        outbox.wake();
      }
    }

    void finish(Thread reader) throws IOException, InterruptedException {
      // What was sent before the connection broke may still be read, but not for ever.
      reader.join(WAIT_MILLIS);
      closeQuietly();
      reader.join();
      IOException why = end;
      if (why != null) {
        throw why;
      }
    }

    private void closeQuietly() {
      try {
        link.close();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "closing a connection", e);
      }
    }
  }
}
