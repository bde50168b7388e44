package dev.potoroo.connector.tcp;

import dev.potoroo.connector.ConnectorSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * TLS for a source that listens: version 1.3, with the key of a PKCS #12 file. The file is read
 * when the source is opened. Immutable.
 */
public final class Tls {
  static final String KEY_STORE = "tls-key-store";
  static final String PASSWORD = "tls-key-store-password";

  private final Path keyStore;
  private final String password;

  private Tls(Path keyStore, String password) {
    this.keyStore = Objects.requireNonNull(keyStore, "keyStore");
    this.password = Objects.requireNonNull(password, "password");
  }

  /**
   * With the key and certificate of that PKCS #12 file, which nobody may be able to read but its
   * owner and group.
   */
  public static Tls keyStore(Path file, String password) {
    return new Tls(file, password);
  }

  /** As the settings say; none if no file is named. */
  static Optional<Tls> of(ConnectorSettings settings) {
    String file = settings.text(KEY_STORE, "");
    String password = settings.text(PASSWORD, "");
    return file.isEmpty() ? Optional.empty() : Optional.of(keyStore(Path.of(file), password));
  }

  /** Reads the key. */
  Server server() throws IOException {
    char[] secret = password.toCharArray();
    try (InputStream in = Files.newInputStream(requireSecret(keyStore))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, secret);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, secret);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return new Server(context);
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(
          KEY_STORE
              + " ["
              + keyStore
              + "] cannot be used: "
              + e
              + ". It must be a PKCS #12 file with a key and its certificate, and "
              + PASSWORD
              + " its password.",
          e);
    }
  }

  private static Path requireSecret(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null
        && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
      throw new IOException("everybody on this machine can read it; take that right away");
    }
    return file;
  }

  /** Makes connections speak it. */
  static final class Server {
    private final SSLContext context;

    private Server(SSLContext context) {
      this.context = context;
    }

    Wire wire(SocketChannel channel) throws IOException {
      SSLEngine engine = context.createSSLEngine();
      engine.setUseClientMode(false);
      engine.setEnabledProtocols(new String[] {"TLSv1.3"});
      return new TlsWire(channel, engine);
    }
  }
}
