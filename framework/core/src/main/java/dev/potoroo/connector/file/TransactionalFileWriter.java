package dev.potoroo.connector.file;

import dev.potoroo.connector.TransactionalSinkWriter;
import dev.potoroo.connector.framing.Framing;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Appends to one file, and knows how long it was at each round's end. */
final class TransactionalFileWriter implements TransactionalSinkWriter {
  /** So that little is left to force at the end of a round. */
  private static final long UNFORCED_BYTES = 16L << 20;

  private final String key;
  final OutputFile file;
  private final FileWriter records;
  private final Abandoned abandoned;

  /** What was last prepared, or committed before this writer was opened. */
  private @Nullable FileToken token;

  private boolean noted;

  /** The first round in which the file was not empty. */
  private long firstRound = Long.MAX_VALUE;

  private long unforced;
  private boolean changed;
  private boolean failed;

  /**
   * A writer that goes on at the file's end.
   *
   * @param key what commits know the file by
   * @param token what the last commit knows of it; null if nothing, and then there is a {@link
   *     FirstRoundNote}
   * @param abandoned what is to be taken back as soon as it can be
   */
  TransactionalFileWriter(
      String key,
      OutputFile file,
      Framing framing,
      @Nullable FileToken token,
      Abandoned abandoned) {
    this.key = key;
    this.abandoned = abandoned;
    this.file = file;
    this.records = new FileWriter(file, framing);
    this.token = token;
    this.noted = token == null;
  }

  @Override
  public void write(byte[] record) throws IOException {
    begin();
    changed = true;
    records.write(record);
    unforced += record.length;
    if (unforced >= UNFORCED_BYTES) {
      force();
    }
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
    FileToken prepared = token;
    if (changed || prepared == null) {
      force();
      prepared = FileToken.of(file, file.channel().position(), round);
      token = prepared;
      changed = false;
    }
    if (prepared.length() > 0) {
      firstRound = Math.min(firstRound, round);
    }
    failed = false;
    return Map.of(key, prepared.toString());
  }

  @Override
  public void commit(long round) throws IOException {
    if (noted && round >= firstRound) {
      FirstRoundNote.delete(file.path());
      noted = false;
    }
    abandoned.takeBack();
  }

  /** What no round has prepared is of no use to anybody. */
  @Override
  public void close() throws IOException {
    file.close();
  }

  private void force() throws IOException {
    records.flush();
    // With the length, which is needed to read what was written; without times.
    file.channel().force(false);
    unforced = 0;
  }

  /**
   * Counts as failed until what follows has succeeded. After a failure nobody knows what the disk
   * holds: the operating system may have dropped what it could not write, and a later attempt to
   * force it would succeed.
   */
  private void begin() throws IOException {
    if (failed) {
      throw new IOException(
          "file ["
              + file.path()
              + "] could not be written before, so it is not certain what it holds. It goes back to"
              + " the last commit when it is opened again.");
    }
    failed = true;
  }
}
