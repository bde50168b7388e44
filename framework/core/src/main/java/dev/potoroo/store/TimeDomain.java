package dev.potoroo.store;

/** Which of the two times a timer goes by. */
public enum TimeDomain {
  /** The time of the node's clock. */
  PROCESSING(0),
  /** The pipeline's event time: how far its watermark has come. */
  EVENT(1);

  private final int code;

  TimeDomain(int code) {
    this.code = code;
  }

  /** What stands for it in what is stored. */
  public int code() {
    return code;
  }

  /**
   * The one that a code stands for.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  static TimeDomain of(int code) {
    return switch (code) {
      case 0 -> PROCESSING;
      case 1 -> EVENT;
      default -> throw new IndexOutOfBoundsException("no domain of time [" + code + "]");
    };
  }
}
