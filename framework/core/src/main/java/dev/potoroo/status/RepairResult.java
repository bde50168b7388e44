package dev.potoroo.status;

/**
 * What has come of a {@link Repair}.
 *
 * @param outcome whether it is done
 * @param message why not, for people; empty if it is done
 * @param version the object's version now
 * @param held how many records of the key are held now
 * @param head the number of the first of them
 */
public record RepairResult(Outcome outcome, String message, long version, long held, long head) {

  /** What can happen. */
  public enum Outcome {
    /** It is done, and committed where there is a store. */
    DONE,
    /** There is nothing with that key that it could be done to. */
    NO_SUCH_ENTITY,
    /** The key is not quarantined. */
    NOT_QUARANTINED,
    /** It is not as it was expected to be. */
    CHANGED,
    /** The new state or record is not one that the step takes. */
    UNREADABLE,
    /** It was not committed, and nothing of it has happened: it may be asked for again. */
    UNDONE
  }
}
