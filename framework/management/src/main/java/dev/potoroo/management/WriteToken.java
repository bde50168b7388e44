package dev.potoroo.management;

import com.typesafe.config.Config;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/**
 * The token of a node, which may do everything. It is configured, or made at the first start and
 * kept in a file that only its owner can read. Immutable.
 */
final class WriteToken {
  /** The file's name in the pipeline's directory. */
  static final String FILE = "management.token";

  private static final int BYTES = 32;
  private static final Set<StandardOpenOption> CREATE_OR_GO_ON =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

  private final String token;

  private WriteToken(String token) {
    this.token = token;
  }

  /**
   * The token of a node.
   *
   * @param configured what is set; empty for one of the node's own
   * @throws PotorooException if the file cannot be read or made
   */
  static WriteToken of(String configured, Config config, String pipeline) {
    if (!configured.isEmpty()) {
      return new WriteToken(configured);
    }
    Path file = Path.of(config.getString("potoroo.data-dir"), pipeline, FILE);
    try {
      return new WriteToken(Files.exists(file) && Files.size(file) > 0 ? read(file) : made(file));
    } catch (IOException e) {
      throw new PotorooException(
          ErrorCode.BAD_VALUE,
          "The token for orders cannot be kept in ["
              + file
              + "]: "
              + e
              + ". Make potoroo.data-dir a directory that can be written, or set"
              + " potoroo.management.token.",
          e);
    }
  }

  private static String read(Path file) throws IOException {
    String token = Files.readString(file).strip();
    if (token.isEmpty()) {
      throw new IOException("the file is blank; remove it, and a new one is made");
    }
    return token;
  }

  /** Makes one, unless another process has done it meanwhile. */
  private static synchronized String made(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    // Nobody else may read it, not even before it is written.
    try (FileChannel channel = FileChannel.open(file, CREATE_OR_GO_ON, ownerOnly(file));
        FileLock lock = channel.lock()) {
      // An empty one was left by a process that was killed before it could write.
      if (channel.size() == 0) {
        channel.write(StandardCharsets.UTF_8.encode(random() + "\n"));
        channel.force(true);
      }
      return read(file);
    }
  }

  private static String random() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** As one of the tokens that are known: it may do everything. */
  AccessToken access() {
    return AccessToken.of("owner", Role.EDIT, token);
  }
}
