package dev.potoroo.connector.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One thing that a {@link FileSource} reads. */
sealed interface FileInput permits DiskInput, GzipInput, ResourceInput {
  /** Tells it from the others; the same on all nodes. */
  String name();

  String describe();

  /** Opens it at an offset, which may be beyond its end. */
  Opened open(long offset) throws IOException;

  /** An open one. */
  interface Opened extends Closeable {
    /** As {@link java.nio.channels.ReadableByteChannel#read}. */
    int read(ByteBuffer target) throws IOException;

    /** Its size in bytes, -1 if unknown. */
    long size() throws IOException;

    /** Throws if what was read up to {@code offset} is no longer there. */
    void requireUnchanged(long offset) throws IOException;

    /** Says that it is not what was read before. */
    IOException changed(String how);
  }
}
