package dev.potoroo.internal.store;

import dev.potoroo.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What a store throws: what happened, where, and what to do, in one line. */
final class Failures {
  private Failures() {}

  static StoreException refused(String message) {
    return new StoreException(StoreException.Kind.REFUSED, message, null);
  }

  static StoreException closed(Path directory) {
    return refused("The store in [" + directory + "] has been closed.");
  }

  static StoreException notOpen(Path directory) {
    return new StoreException(
        StoreException.Kind.UNAVAILABLE,
        "The store in ["
            + directory
            + "] could not be opened again after a write had failed. See that the disk works and"
            + " has room.",
        null);
  }

  static StoreException fenced(Path directory, long generation, long current) {
    return new StoreException(
        StoreException.Kind.FENCED,
        "Generation ["
            + generation
            + "] has been replaced by ["
            + current
            + "] in the store in ["
            + directory
            + "]: what it does is refused.",
        null);
  }

  static StoreException io(String what, IOException e) {
    return new StoreException(
        StoreException.Kind.UNAVAILABLE,
        what + ": " + oneLine(e) + ". See that the disk works and has room.",
        e);
  }

  static StoreException tableForgotten(Path directory, long number) {
    return new StoreException(
        StoreException.Kind.CORRUPT,
        "The store in ["
            + directory
            + "] is damaged: its list of files (MANIFEST) ends before file ["
            + number
            + ".sst], which held a part of what is committed. Restore it from a backup, or begin"
            + " anew with an empty one.",
        null);
  }

  static StoreException rocksDb(Path directory, RocksDBException e) {
    Status.Code code = code(e);
    String where = "The store in [" + directory + "]";
    if (String.valueOf(e.getMessage()).contains("No such file")) {
      // One file of the database names another that is not there.
      code = Status.Code.Corruption;
    }
    return switch (code) {
      case Corruption ->
          new StoreException(
              StoreException.Kind.CORRUPT,
              where
                  + " is damaged: "
                  + oneLine(e)
                  + ". Restore it from a backup, or begin anew with an empty one.",
              e);
      case Incomplete ->
          new StoreException(
              StoreException.Kind.UNAVAILABLE,
              where
                  + " takes no more writes, because writing in the background has failed. See that"
                  + " the disk works and has room.",
              e);
      case IOError ->
          new StoreException(
              StoreException.Kind.UNAVAILABLE,
              where + " failed: " + oneLine(e) + ". See that the disk works and has room.",
              e);
      default ->
          new StoreException(
              StoreException.Kind.UNAVAILABLE, where + " failed: " + oneLine(e) + ".", e);
    };
  }

  /** It takes no writes at the moment. */
  static boolean isStall(RocksDBException e) {
    return code(e) == Status.Code.Incomplete;
  }

  private static Status.Code code(RocksDBException e) {
    Status status = e.getStatus();
    return status == null ? Status.Code.Undefined : status.getCode();
  }

  static StoreException opening(Path directory, RocksDBException e) {
    return String.valueOf(e.getMessage()).contains("lock")
        ? refused(
            "The store in ["
                + directory
                + "] is in use, by another process or another pipeline of this one. Stop that, or"
                + " set potoroo.data-dir to another directory.")
        : rocksDb(directory, e);
  }

  static String oneLine(Exception e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    String line = message.replaceAll("\\s*\\R\\s*", " ").strip();
    return e instanceof java.nio.file.FileSystemException
        ? e.getClass().getSimpleName() + ": " + line
        : line;
  }
}
