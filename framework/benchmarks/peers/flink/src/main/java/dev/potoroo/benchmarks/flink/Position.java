package dev.potoroo.benchmarks.flink;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** A split, and how far it has been read. */
record Position(int split, long next) implements SourceSplit {
  private static final int SIZE = Integer.BYTES + Long.BYTES;

  @Override
  public String splitId() {
    return Integer.toString(split);
  }

  private static byte[] bytes(List<Position> positions) {
    ByteBuffer to = ByteBuffer.allocate(SIZE * positions.size());
    positions.forEach(position -> to.putInt(position.split).putLong(position.next));
    return to.array();
  }

  private static List<Position> positions(byte[] bytes) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    List<Position> positions = new ArrayList<>();
    while (from.hasRemaining()) {
      positions.add(new Position(from.getInt(), from.getLong()));
    }
    return positions;
  }

  /** Of one. */
  static final class One implements SimpleVersionedSerializer<Position> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(Position position) {
      return bytes(List.of(position));
    }

    @Override
    public Position deserialize(int version, byte[] bytes) {
      return positions(bytes).get(0);
    }
  }

  /** Of several. */
  static final class Several implements SimpleVersionedSerializer<List<Position>> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(List<Position> positions) {
      return bytes(positions);
    }

    @Override
    public List<Position> deserialize(int version, byte[] bytes) {
      return positions(bytes);
    }
  }
}
