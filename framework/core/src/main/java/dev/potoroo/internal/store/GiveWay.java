package dev.potoroo.internal.store;

/**
 * Lets other threads have the processor while a round is written. Linux lets a thread run for some
 * milliseconds before one that has become ready gets its turn: long enough for the records of that
 * time to be the latest of all.
 *
 * <p>Who gives way gives up what is left of the turn. Where all processors are busy, a large round
 * would take seconds for that, so it is done in small ones only, which are soon over in any case.
 */
public final class GiveWay {
  private static final int SMALL = 16_384;
  private static final int BETWEEN = 128;

  private GiveWay() {}

  /**
   * Called before each change, or before each hundred or so.
   *
   * @param done how many changes are done
   * @param of how many there are
   */
  @SuppressWarnings("ThreadPriorityCheck") // What it warns of, that it promises nothing, is enough.
  public static void toOthers(int done, int of) {
    if (done % BETWEEN == 0 && of <= SMALL) {
      Thread.yield();
    }
  }
}
