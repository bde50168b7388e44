package dev.potoroo.connector.file;

import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.TransactionalSinkWriter;
import dev.potoroo.connector.framing.Framing;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Writes one file after the other. Goes over to the next one at the end of a round only. */
final class RollingFileWriter implements TransactionalSinkWriter {
  private final RollingFiles files;
  private final Roll roll;
  private final Framing framing;
  private final String key;
  private final Abandoned abandoned;

  /** Files that are full, by the round at whose end they were. */
  private final NavigableMap<Long, Integer> full = new TreeMap<>();

  private OutputFile file;
  private FileWriter records;
  private Roll.Mark mark;
  private boolean changed;
  private boolean failed;
  private long begun;

  private RollingFileWriter(
      RollingFiles files,
      Roll roll,
      Framing framing,
      String key,
      Roll.Mark mark,
      Abandoned abandoned)
      throws IOException {
    this.files = files;
    this.roll = roll;
    this.framing = framing;
    this.key = key;
    this.abandoned = abandoned;
    this.mark = mark;
    this.file = files.open(mark.number());
    this.records = new FileWriter(file, framing);
    this.begun = System.nanoTime();
    file.cut(mark.length());
  }

  /**
   * Opens it, where the last commit says.
   *
   * @param path as configured, with {@link Roll#NUMBER}, and perhaps {@link FileSink#NODE}
   */
  static RollingFileWriter open(SinkContext context, String path, Roll roll, Framing framing)
      throws IOException {
    String key = RollingFiles.key(context.node(), path);
    RollingFiles files = new RollingFiles(context.sink(), FileSink.named(path, context.node()));
    Abandoned abandoned = RollingFiles.abandoned(context, path);
    abandoned.takeBack();
    // Another process may have gone on with these files while this one stood still.
    context.generation().requireLatest();
    Optional<Roll.Mark> committed =
        Optional.ofNullable(context.committed().orElseThrow().get(key)).flatMap(Roll.Mark::parse);
    return new RollingFileWriter(files, roll, framing, key, files.recover(committed), abandoned);
  }

  @Override
  public void write(byte[] record) throws IOException {
    begin();
    changed = true;
    records.write(record);
    failed = false;
  }

  @Override
  public void flush() throws IOException {
    begin();
    records.flush();
    failed = false;
  }

  @Override
  public Map<String, String> prepare(long round) throws IOException {
    begin();
    long age = System.nanoTime() - begun;
    if (changed || roll.isFull(mark.length(), age)) {
      records.flush();
      // With the length, which is needed to read what was written; without times.
      file.channel().force(false);
      changed = false;
      long length = file.channel().position();
      mark = new Roll.Mark(mark.number(), length);
      if (roll.isFull(length, age)) {
        full.put(round, mark.number());
        goOver();
      }
      Directories.of(file.path()).force();
    }
    failed = false;
    return Map.of(key, mark.toString());
  }

  private void goOver() throws IOException {
    file.close();
    mark = new Roll.Mark(mark.number() + 1, 0);
    file = files.open(mark.number());
    records = new FileWriter(file, framing);
    begun = System.nanoTime();
  }

  @Override
  public void commit(long round) throws IOException {
    NavigableMap<Long, Integer> done = full.headMap(round, true);
    for (int number : done.values()) {
      files.finish(number);
    }
    done.clear();
    abandoned.takeBack();
  }

  /** What no round has prepared is of no use to anybody. */
  @Override
  public void close() throws IOException {
    file.close();
  }

  /** As in {@link TransactionalFileWriter}: nobody knows what the disk holds after a failure. */
  private void begin() throws IOException {
    if (failed) {
      throw new IOException(
          "file ["
              + file.path()
              + "] could not be written before. It goes back to the last commit when it is opened"
              + " again.");
    }
    failed = true;
  }
}
