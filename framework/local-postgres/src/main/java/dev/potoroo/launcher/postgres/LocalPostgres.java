package dev.potoroo.launcher.postgres;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.launcher.LocalDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Unpacks the server, makes its data the first time, and starts it on any free port of loopback.
 * All is below the directory that is given: {@code server-…} the programs, {@code data} the data,
 * {@code password} the password, {@code log} what the server wrote. Nobody but the user who has
 * started it can read them.
 */
public final class LocalPostgres implements LocalDatabase.Provider {

  /** For the service loader. */
  public LocalPostgres() {}

  @Override
  public LocalDatabase start(Path directory) {
    Binaries binaries = Binaries.ofThisPlatform();
    try {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      Path server = binaries.unpackedIn(directory);
      return Server.start(directory, new Programs(server.resolve("bin")));
    } catch (IOException e) {
      throw failed("cannot be started in [" + directory + "]: " + e, e);
    }
  }

  static PotorooException failed(String what, Exception cause) {
    return new PotorooException(
        ErrorCode.LOCAL_CLUSTER, "PostgreSQL for local-cluster " + what + ".", cause);
  }

  static PotorooException failed(String what) {
    return new PotorooException(
        ErrorCode.LOCAL_CLUSTER, "PostgreSQL for local-cluster " + what + ".");
  }
}
