package dev.potoroo.connector.file;

import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.fault.FaultPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a file for rounds: takes back what the last commit does not know, and goes on there. */
final class FileRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(FileRecovery.class);

  /** Another node that starts may look at the file for a moment: see {@link AbandonedFiles}. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final SinkContext context;
  private final Committed committed;
  private final String name;
  private final Path path;
  private final Framing framing;
  private final Abandoned abandoned;

  private FileRecovery(
      SinkContext context,
      Committed committed,
      String pattern,
      Framing framing,
      Abandoned abandoned) {
    this.context = context;
    this.committed = committed;
    this.abandoned = abandoned;
    this.name = FileSink.named(pattern, context.node());
    this.path = Path.of(name);
    this.framing = framing;
  }

  /**
   * Opens the file for rounds.
   *
   * @param pattern its path as configured, perhaps with {@code {node}}
   */
  static SinkWriter open(SinkContext context, String pattern, boolean append, Framing framing)
      throws IOException {
    Committed committed = new Committed(context.committed().orElseThrow());
    FaultPoint.SINK_RECOVER_BEFORE.reached();
    Abandoned abandoned = AbandonedFiles.of(context, committed, pattern);
    abandoned.takeBack();
    SinkWriter writer =
        new FileRecovery(context, committed, pattern, framing, abandoned).open(append);
    FaultPoint.SINK_RECOVER_AFTER.reached();
    return writer;
  }

  private SinkWriter open(boolean append) throws IOException {
    Directories directories = Directories.of(path);
    boolean known = !committed.at(name).isEmpty() || FirstRoundNote.exists(path);
    OutputFile file = OutputFile.open(path, known ? PATIENCE : Duration.ZERO);
    try {
      if (!Files.isRegularFile(path)) {
        LOG.info("sink [{}]: what goes to [{}] cannot be taken back", context.sink(), path);
        return FileWriter.start(file, append, framing);
      }
      return recover(file, append, directories);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private SinkWriter recover(OutputFile file, boolean append, Directories directories)
      throws IOException {
    // Another process may have gone on with this file while this one stood still.
    context.generation().requireLatest();
    Optional<FirstRoundNote> note =
        FirstRoundNote.read(path).filter(found -> committed.upholds(found, name));
    if (note.isPresent()) {
      cut(context.sink(), file, note.get().base());
    } else {
      Optional<FileToken> token = tokenOf(file);
      if (token.isPresent()) {
        cut(context.sink(), file, token.get().length());
        FirstRoundNote.delete(path);
        return writer(file, token);
      }
    }
    start(file, append, note, directories);
    return writer(file, Optional.empty());
  }

  private SinkWriter writer(OutputFile file, Optional<FileToken> token) {
    String key = Committed.key(context.node(), name);
    return new TransactionalFileWriter(key, file, framing, token.orElse(null), abandoned);
  }

  /**
   * What the last commit knows of the file. This node may have had another name when it wrote it,
   * and another machine may have another file of that path.
   */
  private Optional<FileToken> tokenOf(OutputFile file) throws IOException {
    Optional<FileToken> own = committed.token(context.node(), name);
    Optional<FileToken> fitting = committed.fitting(name, file);
    if (own.isPresent() && (file.size() > 0 || own.get().length() == 0)) {
      // An earlier process may have had this name, by its port, and others gone on with the file.
      if (fitting.isPresent() && fitting.get().goesOnFrom(own.get())) {
        return fitting;
      }
      requireIntact(file, own.get());
      return own;
    }
    if (fitting.isEmpty() && committed.hasRecordsAt(name)) {
      warnOfAnother(file);
    }
    return fitting;
  }

  private void warnOfAnother(OutputFile file) throws IOException {
    if (file.size() == 0) {
      LOG.warn(
          "sink [{}]: records were committed to a file [{}], but there is none, or it is empty: it"
              + " was removed, or was on another machine or in another working directory. A new one"
              + " is started",
          context.sink(),
          path);
    } else {
      LOG.warn(
          "sink [{}]: file [{}] is none of those that nodes have committed records to under this"
              + " path, so nothing in it is taken back",
          context.sink(),
          path);
    }
  }

  private void requireIntact(OutputFile file, FileToken token) throws IOException {
    String problem =
        file.size() < token.length()
            ? "has " + file.size() + " bytes, but " + token.length() + " were committed"
            : "does not hold what was committed, up to byte " + token.length();
    if (!token.fits(file.channel())) {
      throw new IOException(
          "file ["
              + path
              + "] "
              + problem
              + ": it was truncated, edited or replaced. Put it back as it was, or remove it to"
              + " start a new one.");
    }
  }

  /** Begins with a file that commits do not know. */
  private void start(
      OutputFile file, boolean append, Optional<FirstRoundNote> found, Directories directories)
      throws IOException {
    String before = committed.text(context.node(), name);
    long base = append ? file.size() : 0;
    FirstRoundNote note = new FirstRoundNote(base, before, context.node(), context.sink());
    if (!found.equals(Optional.of(note))) {
      note.write(path);
      directories.force();
    }
    file.cut(base);
    file.endLine(framing);
  }

  static void cut(String sink, OutputFile file, long length) throws IOException {
    long more = file.size() - length;
    if (more > 0) {
      LOG.info(
          "sink [{}]: the last [{}] bytes of file [{}] were not committed and are taken back",
          sink,
          more,
          file.path());
    }
    file.cut(length);
  }
}
