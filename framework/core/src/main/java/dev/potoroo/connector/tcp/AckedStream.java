package dev.potoroo.connector.tcp;

import java.util.ArrayDeque;

/** How far a client's stream has come on one connection. */
final class AckedStream {
  private final int number;
  private final String name;

  /** What was read and is not committed, oldest first. */
  private final ArrayDeque<Mark> marks = new ArrayDeque<>();

  private long lastId;
  private long committedId;
  private boolean ended;

  /** Messages that came in together: the last one's position and id, and how many. */
  private record Mark(long turn, long position, long id, int count) {}

  AckedStream(int number, String name) {
    this.number = number;
    this.name = name;
  }

  int number() {
    return number;
  }

  String name() {
    return name;
  }

  /** The last id that has come; 0 before the first. */
  long lastId() {
    return lastId;
  }

  /** All up to this id is committed. */
  long committedId() {
    return committedId;
  }

  /** Says that nothing more will come. */
  void end() {
    ended = true;
  }

  boolean ended() {
    return ended;
  }

  /** Whether nothing more will come, and all that came is committed. */
  boolean done() {
    return ended && marks.isEmpty();
  }

  /**
   * A message was read.
   *
   * @param turn those of one turn are committed together, so that what is kept is one mark
   */
  void read(long turn, long id, long position) {
    lastId = id;
    Mark last = marks.peekLast();
    int count = 1;
    if (last != null && last.turn() == turn) {
      marks.removeLast();
      count += last.count();
    }
    marks.add(new Mark(turn, position, id, count));
  }

  /** All up to {@code position} is committed: how many messages that settles. */
  int committed(long position) {
    int settled = 0;
    for (Mark first = marks.peek();
        first != null && first.position() <= position;
        first = marks.peek()) {
      marks.remove();
      committedId = first.id();
      settled += first.count();
    }
    return settled;
  }
}
