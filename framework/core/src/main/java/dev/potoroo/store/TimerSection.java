package dev.potoroo.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;

/**
 * An object's timers within its {@link StoredRecord}: for each the domain (one byte), the time as
 * zigzag varint, the length of the name as varint, and the name.
 */
final class TimerSection {
  private TimerSection() {}

  static int size(List<StoredTimer> timers) {
    int size = 0;
    for (StoredTimer timer : timers) {
      int name = timer.name().length();
      size += 1 + Varint.size(Varint.zigzag(timer.at())) + Varint.size(name) + name;
    }
    return size;
  }

  static int put(List<StoredTimer> timers, byte[] into, int at) {
    int next = at;
    for (StoredTimer timer : timers) {
      byte[] name = timer.name().getBytes(US_ASCII);
      into[next++] = (byte) timer.domain().code();
      next = Varint.put(Varint.zigzag(timer.at()), into, next);
      next = Varint.put(name.length, into, next);
      System.arraycopy(name, 0, into, next, name.length);
      next += name.length;
    }
    return next;
  }

  /**
   * Reads what stands from the reader's position up to {@code end}.
   *
   * @throws IndexOutOfBoundsException if that is not what {@link #put} gives
   */
  static List<StoredTimer> read(byte[] bytes, Varint.Reader in, int end) {
    List<StoredTimer> timers = new ArrayList<>();
    while (in.position() < end) {
      TimeDomain domain = TimeDomain.of(in.nextByte());
      long at = Varint.unzigzag(in.next());
      int length = Math.toIntExact(in.next());
      String name = new String(bytes, in.position(), length, US_ASCII);
      in.skip(length);
      timers.add(new StoredTimer(name, domain, at));
    }
    return List.copyOf(timers);
  }
}
