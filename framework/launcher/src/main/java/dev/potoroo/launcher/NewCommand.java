package dev.potoroo.launcher;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code new NAME}. */
@Command(
    name = "new",
    description = "Makes a Maven project with a pipeline and its test, to begin your own with.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class NewCommand implements Runnable, Cli.Verbose {
  private final Host host;

  @Parameters(
      arity = "1",
      paramLabel = "NAME",
      description = "Name of project, jar and pipeline, such as my-app.")
  private String name = "";

  @Option(
      names = "--package",
      paramLabel = "PACKAGE",
      description = "Java package of its classes. Default: com.example.NAME")
  private @Nullable String javaPackage;

  @Option(
      names = "--directory",
      paramLabel = "DIRECTORY",
      defaultValue = ".",
      description = "Where its folder NAME is made. Default: here")
  private Path directory = Path.of("");

  @Option(names = "--verbose", description = "Print stack traces of failures.")
  private boolean verbose;

  NewCommand(Host host) {
    this.host = host;
  }

  @Override
  public void run() {
    NewProject project =
        new NewProject(name, javaPackage == null ? NewProject.packageFor(name) : javaPackage);
    Path folder = project.create(directory.normalize());
    project.nextSteps(folder).forEach(host.out()::println);
  }

  @Override
  public boolean verbose() {
    return verbose;
  }
}
