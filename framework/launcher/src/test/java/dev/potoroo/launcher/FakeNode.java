package dev.potoroo.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.Map;

/** A process that speaks like a node, and ends when a file says so, or when it is told to. */
final class FakeNode {
  private FakeNode() {}

  public static void main(String[] args) throws Exception {
    Map<String, String> settings = new HashMap<>();
    for (String arg : args) {
      if (arg.startsWith("--set=")) {
        String[] parts = arg.substring("--set=".length()).split("=", 2);
        settings.put(parts[0], parts[1]);
      }
    }
    Path directory = Files.createDirectories(Path.of(settings.get("data-dir")));
    String name = directory.getFileName().toString();
    if (name.equals(settings.get("fail"))) {
      System.exit(7);
    }
    int stopWith = Integer.parseInt(settings.getOrDefault("stop-with", "0"));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (!Files.exists(directory.resolve("exit"))) {
                    System.err.println("stopped");
                    Runtime.getRuntime().halt(stopWith);
                  }
                }));
    System.out.println("seeds " + settings.get("cluster.seeds"));
    System.out.println("password " + System.getenv("POTOROO_STORE_PASSWORD"));
    if (!name.equals(settings.get("never"))) {
      System.err.println("  node        127.0.0.1:400" + name.charAt(1));
      System.err.println(
          "  management  http://127.0.0.1:500" + name.charAt(1) + "/api/v1/pipelines/echo");
    }
    System.exit(Integer.parseInt(content(directory.resolve("exit"))));
  }

  /** Waits until somebody has written to a file. */
  private static String content(Path file) throws IOException, InterruptedException {
    Path directory = file.getParent();
    try (WatchService watch = directory.getFileSystem().newWatchService()) {
      directory.register(
          watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      while (!Files.exists(file) || Files.readString(file).isEmpty()) {
        WatchKey changed = watch.take();
        changed.pollEvents();
        changed.reset();
      }
      return Files.readString(file);
    }
  }
}
