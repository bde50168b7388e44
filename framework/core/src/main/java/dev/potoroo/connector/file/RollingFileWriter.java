package dev.potoroo.connector.file;

import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.TransactionalSinkWriter;
import dev.potoroo.connector.framing.Framing;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
  private int number;
  private @Nullable RollingMark mark;
  private boolean changed;
  private boolean failed;
  private long begun;

  private RollingFileWriter(
      RollingFiles files,
      Roll roll,
      Framing framing,
      String key,
      Optional<RollingMark> mark,
      int number,
      Abandoned abandoned)
      throws IOException {
    this.files = files;
    this.roll = roll;
    this.framing = framing;
    this.key = key;
    this.abandoned = abandoned;
    this.mark = mark.orElse(null);
    this.number = number;
    this.file = files.open(number);
    this.records = new FileWriter(file, framing);
    this.begun = System.nanoTime();
    file.channel().position(file.size());
  }

  /**
   * Opens it, where the last commit says.
   *
   * @param path as configured, with {@link Roll#NUMBER}, and perhaps {@link FileSink#NODE}
   */
  static RollingFileWriter open(SinkContext context, String path, Roll roll, Framing framing)
      throws IOException {
    RollingFiles files = new RollingFiles(context.sink(), FileSink.named(path, context.node()));
    RollingMarks marks = RollingMarks.of(context, path);
    Abandoned abandoned = marks.abandoned();
    abandoned.takeBack();
    // Another process may have gone on with these files while this one stood still.
    context.generation().requireLatest();
    Optional<RollingMark> mark = marks.latest(files);
    int number = mark.isPresent() ? files.recover(mark.get()) : files.begin(marks.highest());
    return new RollingFileWriter(files, roll, framing, marks.own(), mark, number, abandoned);
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
    RollingMark prepared = mark;
    if (prepared == null || changed || roll.isFull(file.size(), age)) {
      records.flush();
      // With the length, which is needed to read what was written; without times.
      file.channel().force(false);
      changed = false;
      long length = file.channel().position();
      prepared =
          new RollingMark(number, FileToken.of(file, length, round), roll.isFull(length, age));
      mark = prepared;
      if (prepared.full()) {
        full.put(round, number);
        goOver();
      }
      Directories.of(file.path()).force();
    }
    failed = false;
    return Map.of(key, prepared.toString());
  }

  private void goOver() throws IOException {
    file.close();
    number++;
    file = files.open(number);
    records = new FileWriter(file, framing);
    begun = System.nanoTime();
  }

  @Override
  public void commit(long round) throws IOException {
    NavigableMap<Long, Integer> done = full.headMap(round, true);
    for (int finished : done.values()) {
      files.finish(finished);
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
