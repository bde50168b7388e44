package dev.potoroo.launcher.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The programs of PostgreSQL, packed, for one platform. */
final class Binaries {
  private static final int EXECUTABLE = 0100;

  private final String resource;

  private Binaries(String resource) {
    this.resource = resource;
  }

  /** Those for this one. */
  static Binaries ofThisPlatform() {
    return of(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  /**
   * @throws dev.potoroo.PotorooException if there are none on the class path
   */
  static Binaries of(String os, String processor) {
    String resource = "postgres-" + system(os) + "-" + architecture(os, processor) + ".txz";
    if (Binaries.class.getResource("/" + resource) == null) {
      throw LocalPostgres.failed(
          "is not there for ["
              + os
              + " "
              + processor
              + "]: ["
              + resource
              + "] is not on the class path. Run local-cluster on Linux (amd64, aarch64) or macOS,"
              + " or start the nodes one by one with run and a PostgreSQL of yours");
    }
    return new Binaries(resource);
  }

  private static String system(String os) {
    String name = os.toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name.replaceAll("[^a-z].*", "");
  }

  private static String architecture(String os, String processor) {
    // The programs for macOS run on both of its processors.
    boolean arm = List.of("aarch64", "arm64").contains(processor) || system(os).equals("darwin");
    boolean intel = List.of("amd64", "x86_64").contains(processor);
    return arm ? "arm_64" : intel ? "x86_64" : processor;
  }

  /** Unpacks them, unless these are there already; the directory that holds {@code bin}. */
  Path unpackedIn(Path directory) throws IOException {
    Path unpacked = directory.resolve("server-" + hash().substring(0, 12));
    if (!Files.isDirectory(unpacked)) {
      // Complete or not there: the process may end while it unpacks.
      Path incomplete = directory.resolve("server.new");
      delete(incomplete);
      unpack(incomplete);
      Files.move(incomplete, unpacked, StandardCopyOption.ATOMIC_MOVE);
    }
    return unpacked;
  }

  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private String hash() throws IOException {
    try (InputStream in = open()) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = new byte[64 * 1024];
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        digest.update(bytes, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void unpack(Path directory) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(open())))) {
      Files.createDirectories(directory);
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = directory.resolve(entry.getName()).normalize();
        if (!path.startsWith(directory)) {
          throw new IOException("[" + entry.getName() + "] leads out of the archive");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
          continue;
        }
        Files.createDirectories(path.resolveSibling("."));
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.copy(tar, path);
          if ((entry.getMode() & EXECUTABLE) != 0) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
        }
      }
    }
  }

  private InputStream open() throws IOException {
    InputStream in = Binaries.class.getResourceAsStream("/" + resource);
    if (in == null) {
      throw new IOException("[" + resource + "] is gone from the class path");
    }
    return in;
  }
}
