package dev.potoroo.launcher;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.internal.config.Nearest;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. */
final class Cli {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;

  /** Faults in what was typed rather than in what was run. */
  private static final Set<ErrorCode> OF_USAGE =
      Set.of(ErrorCode.BAD_COMMAND_LINE, ErrorCode.UNKNOWN_PIPELINE);

  private static final Set<String> NO_RUN = Set.of("--help", "-h", "--version", "-V");

  private final Pipelines pipelines;
  private final Host host;

  Cli(Pipelines pipelines, Host host) {
    this.pipelines = pipelines;
    this.host = host;
  }

  int execute(String... args) {
    CommandLine root = commands();
    return root.execute(completed(root.getSubcommands().keySet(), args));
  }

  /** All commands, with those that the jar adds. */
  CommandLine commands() {
    CommandLine root = new CommandLine(new Root());
    root.addSubcommand(new ListCommand(pipelines, host));
    root.addSubcommand(new RunCommand(pipelines, host));
    root.addSubcommand(new LocalClusterCommand(pipelines, host));
    root.addSubcommand(new TopologyCommand(pipelines, host));
    root.addSubcommand(new NewCommand(host));
    root.addSubcommand(
        new CommandLine(new EntityCommand(host))
            .addSubcommand(new InspectCommands.HistoryCommand(host))
            .addSubcommand(new InspectCommands.TailCommand(host))
            .addSubcommand(new InspectCommands.DryRunCommand(host))
            .addSubcommand(new InspectCommands.QueryCommand(host)));
    root.addSubcommand(new InspectCommands.HotCommand(host));
    root.addSubcommand(new AskCommands.RatesCommand(host));
    root.addSubcommand(new AskCommands.RoundsCommand(host));
    root.addSubcommand(new AskCommands.ShardsCommand(host));
    root.addSubcommand(new AskCommands.WhyCommand(host));
    root.addSubcommand(new PauseCommands.PauseCommand(host));
    root.addSubcommand(new PauseCommands.ResumeCommand(host));
    root.addSubcommand(new AskCommands.AuditCommand(host));
    ServiceLoader.load(ExtraCommand.class).forEach(root::addSubcommand);
    root.getCommandSpec().usageMessage().synopsisSubcommandLabel(names(root, " | ", "(", ")"));
    root.setResourceBundle(new DefaultTexts());
    root.setUsageHelpWidth(100);
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setOut(writer(host.out()));
    root.setErr(writer(host.err()));
    root.setParameterExceptionHandler(this::wrongUsage);
    root.setExecutionExceptionHandler(this::failed);
    return root;
  }

  private static String names(CommandLine root, String between, String before, String after) {
    return root.getSubcommands().keySet().stream()
        .collect(Collectors.joining(between, before, after));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  /** With one pipeline, {@code run} goes without saying. */
  private String[] completed(Set<String> commands, String... args) {
    boolean said = args.length > 0 && (commands.contains(args[0]) || NO_RUN.contains(args[0]));
    if (!pipelines.single() || said) {
      return args;
    }
    List<String> all = new ArrayList<>(List.of(args));
    all.add(0, "run");
    return all.toArray(String[]::new);
  }

  private int wrongUsage(ParameterException e, String[] args) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    String nearest = e instanceof UnmatchedArgumentException wrong ? nearest(wrong) : "";
    String help = e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
    host.err()
        .println(
            new PotorooException.Fault(
                ErrorCode.BAD_COMMAND_LINE,
                message
                    + (message.endsWith(".") ? "" : ".")
                    + nearest
                    + " See ["
                    + help
                    + "] for what there is."));
    return USAGE;
  }

  private static String nearest(UnmatchedArgumentException e) {
    String word = e.getUnmatched().get(0);
    CommandLine command = e.getCommandLine();
    Set<String> words =
        word.startsWith("-")
            ? command.getCommandSpec().optionsMap().keySet()
            : command.getSubcommands().keySet();
    return words.isEmpty() ? "" : " The nearest is [" + Nearest.of(word, words) + "].";
  }

  private int failed(Exception e, CommandLine command, ParseResult parsed) {
    boolean verbose = command.getCommand() instanceof Verbose options && options.verbose();
    return new Failure(e).print(host.err(), verbose);
  }

  static boolean ofUsage(PotorooException e) {
    return e.faults().stream().allMatch(fault -> OF_USAGE.contains(fault.code()));
  }

  /** A command whose failures can be looked into. */
  interface Verbose {
    boolean verbose();
  }

  @Command(
      name = "potoroo",
      description = "Runs stateful stream pipelines.",
      versionProvider = Version.class,
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Exit codes: 0 ended or stopped, everything processed; 1 failed; 2 wrong command line."
      })
  private static final class Root implements Runnable {
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
      throw new PotorooException(
          ErrorCode.BAD_COMMAND_LINE,
          "The command is missing. It must be one of "
              + names(spec.commandLine(), ", ", "[", "]")
              + "; --help describes them.");
    }
  }
}
