package dev.potoroo.fault;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Notes in a file which point was reached when, for somebody who looks at it after a crash: eight
 * bytes for each point, little-endian, the number of its last visit among the visits of all points;
 * 0 if there was none. The file is mapped into memory, so that it survives the process, and a note
 * costs next to nothing.
 */
final class FaultTrace {
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final MappedByteBuffer notes;
  private final AtomicLong visits = new AtomicLong();

  private FaultTrace(MappedByteBuffer notes) {
    this.notes = notes;
  }

  static FaultTrace open(Path file, int points) {
    try (FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE)) {
      return new FaultTrace(
          channel.map(MapMode.READ_WRITE, 0, Math.multiplyExact(points, Long.BYTES)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // The reader is of the same build, and a place in a file needs a number.
  @SuppressWarnings("EnumOrdinal")
  void note(FaultPoint point) {
    LONGS.setOpaque(notes, point.ordinal() * Long.BYTES, visits.incrementAndGet());
  }
}
