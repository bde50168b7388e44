package dev.potoroo.launcher;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which running node a command asks, and how it shows the answer. */
final class ClientOptions {
  @Option(
      names = "--at",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:7626",
      description =
          "Management endpoint of any node, as [run] prints it. Default: ${DEFAULT-VALUE}")
  private String at = "";

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "That node's data directory, in which the token for orders is. Default:"
              + " ${bundle:potoroo.data-dir}")
  private @Nullable Path dataDir;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "A file with the token, if it is not in the data directory or reading needs one too; before"
              + " that the environment variable POTOROO_MANAGEMENT_TOKEN is looked at.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description =
          "A PEM file with the certificate of the endpoint, or of who has signed it, for an address"
              + " with https. Default: what Java trusts.")
  private @Nullable Path trust;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  boolean json() {
    return json;
  }

  /** Where to ask, without a path. */
  String base() {
    String url = at.contains("://") ? at : "http://" + at;
    try {
      URI uri = new URI(url);
      if (uri.getHost() != null && uri.getScheme().matches("https?")) {
        return uri.getScheme() + "://" + uri.getAuthority();
      }
    } catch (java.net.URISyntaxException e) {
      // Said below, like an address without a host.
    }
    throw new PotorooException(
        ErrorCode.BAD_COMMAND_LINE,
        "Option --at [" + at + "] must be an address such as http://127.0.0.1:7626.");
  }

  /** The certificates to trust, if others than Java does. */
  Optional<Path> trust() {
    return Optional.ofNullable(trust);
  }

  /** The token that is given for all requests; empty for that of the data directory. */
  Optional<String> givenToken() {
    if (tokenFile != null) {
      return Optional.of(read(tokenFile));
    }
    return Optional.ofNullable(System.getenv("POTOROO_MANAGEMENT_TOKEN"))
        .filter(token -> !token.isEmpty());
  }

  /** The token for orders to a pipeline's node. */
  String token(String pipeline) {
    Optional<String> given = givenToken();
    if (given.isPresent()) {
      return given.get();
    }
    Path directory =
        dataDir == null ? Path.of(new DefaultTexts().getString("potoroo.data-dir")) : dataDir;
    return read(directory.resolve(pipeline).resolve("management.token"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new PotorooException(
          ErrorCode.BAD_COMMAND_LINE,
          "The token for orders cannot be read from ["
              + file
              + "]. Say where the node keeps its data with --data-dir, or where the token is with"
              + " --token-file or POTOROO_MANAGEMENT_TOKEN.",
          e);
    }
  }
}
