package dev.potoroo.launcher;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that has started this JVM, up to its main class, for others like it. */
final class JavaCommand {
  /** Options that only one of several processes can have: they name a port or a file. */
  private static final List<String> OF_ONE =
      List.of(
          "-agentlib:jdwp",
          "-Xrunjdwp",
          "-Dcom.sun.management.jmxremote.port",
          "-XX:ArchiveClassesAtExit");

  private JavaCommand() {}

  /** Program, options and some more, and class path with main class, or jar. */
  static List<String> ofThisProcess(String... more) {
    List<String> options =
        new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
    options.addAll(List.of(more));
    return of(
        options,
        System.getProperty("java.class.path", ""),
        System.getProperty("sun.java.command", ""));
  }

  /**
   * @param options those of the JVM
   * @param command the main class, or the jar after {@code -jar}, then the arguments
   */
  static List<String> of(List<String> options, String classPath, String command) {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    options.stream()
        .filter(option -> OF_ONE.stream().noneMatch(option::startsWith))
        .forEach(all::add);
    // After -jar the class path is that jar, whose name may hold spaces.
    if (command.equals(classPath) || command.startsWith(classPath + " ")) {
      all.addAll(List.of("-jar", classPath));
      return all;
    }
    String main = command.split(" ", 2)[0];
    if (main.isEmpty() || main.contains("/")) {
      throw new PotorooException(
          ErrorCode.LOCAL_CLUSTER,
          "local-cluster cannot tell how to start a node: this JVM runs ["
              + main
              + "], neither a class on a class path nor a jar. Start it with -jar or -cp.");
    }
    all.addAll(List.of("-cp", classPath, main));
    return all;
  }
}
