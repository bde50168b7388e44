package dev.potoroo.management;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.HttpsConnectionContext;

/** TLS as the endpoint speaks it: version 1.3, with the key of a PKCS #12 file. */
final class ServerTls {
  private ServerTls() {}

  /**
   * Reads the key.
   *
   * @throws PotorooException if it cannot be used, or others than its owner and group can read it
   */
  static HttpsConnectionContext context(ManagementSettings.Tls tls) {
    SSLContext context = contextOf(tls);
    return ConnectionContext.httpsServer(() -> engine(context));
  }

  private static SSLEngine engine(SSLContext context) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(new String[] {"TLSv1.3"});
    return engine;
  }

  private static SSLContext contextOf(ManagementSettings.Tls tls) {
    char[] password = tls.password().toCharArray();
    try (InputStream in = Files.newInputStream(secret(tls.keyStore()))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new PotorooException(
          ErrorCode.BAD_VALUE,
          ("Setting [potoroo.management.tls.key-store] is [%s], which cannot be used: %s. It must be"
                  + " a PKCS #12 file with a key and its certificate, and"
                  + " potoroo.management.tls.key-store-password its password.")
              .formatted(tls.keyStore(), e.getMessage() == null ? e : e.getMessage()),
          e);
    }
  }

  private static Path secret(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null
        && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
      throw new IOException("everybody on this machine can read it; take that right away");
    }
    return file;
  }
}
