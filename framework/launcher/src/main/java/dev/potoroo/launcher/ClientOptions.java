package dev.potoroo.launcher;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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
          "A file with the token for orders, if it is not in the data directory; before that the"
              + " environment variable POTOROO_MANAGEMENT_TOKEN is looked at.")
  private @Nullable Path tokenFile;

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

  /** The token for orders to a pipeline's node. */
  String token(String pipeline) {
    String fromEnvironment = System.getenv("POTOROO_MANAGEMENT_TOKEN");
    if (tokenFile == null && fromEnvironment != null && !fromEnvironment.isEmpty()) {
      return fromEnvironment;
    }
    Path directory =
        dataDir == null ? Path.of(new DefaultTexts().getString("potoroo.data-dir")) : dataDir;
    Path file =
        tokenFile == null ? directory.resolve(pipeline).resolve("management.token") : tokenFile;
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
