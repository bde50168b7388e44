package dev.potoroo;

/**
 * The stable codes of what can be wrong with a pipeline, its configuration or its run. Each has a
 * section in the reference. 1xxx: the pipeline's definition; 2xxx: configuration and command line;
 * 3xxx: running; 4xxx: connectors; 5xxx: management.
 */
public enum ErrorCode {
  /** A name is not of the allowed form. */
  BAD_NAME(1001),
  /** Two elements have the same name. */
  DUPLICATE_NAME(1002),
  /** A case of the input type has no handler. */
  MISSING_HANDLER(1003),
  /** A state cannot be written and read back. */
  STATE_NOT_CODABLE(1004),
  /** A stream goes nowhere. */
  DANGLING_STREAM(1005),
  /** A pipeline has no source. */
  NO_SOURCE(1006),
  /** The error policy asks for what this version does not do. */
  UNSUPPORTED_POLICY(1007),
  /** {@code define} threw. */
  DEFINITION_FAILED(1008),
  /** A record type cannot cross nodes. */
  RECORD_NOT_CODABLE(1009),
  /** A source or sink has no connector. */
  NO_CONNECTOR(1010),
  /** Two cases of a sealed type have the same name on the wire. */
  AMBIGUOUS_CASE(1011),
  /** A step's initial state cannot be made, or is shared by all keys. */
  BAD_INITIAL_STATE(1012),
  /** Something goes by a time that nothing says. */
  NO_TIME(1013),
  /** A step reads reference data that the pipeline does not have. */
  UNDEFINED_REFERENCE(1014),
  /** A configuration key does not exist. */
  UNKNOWN_KEY(2001),
  /** A configuration value is missing or not as it must be. */
  BAD_VALUE(2002),
  /** A configuration file cannot be read. */
  BAD_CONFIG_FILE(2003),
  /** There is no such pipeline. */
  UNKNOWN_PIPELINE(2004),
  /** The command line is wrong. */
  BAD_COMMAND_LINE(2005),
  /** A binding names no source or sink of the pipeline. */
  UNKNOWN_BINDING(2006),
  /** A binding names no known connector. */
  UNKNOWN_CONNECTOR(2007),
  /** There is no such kind of store. */
  UNKNOWN_STORE(2008),
  /** The pipeline needs rounds, and no state is kept. */
  NEEDS_STORE(2009),
  /** A port is in use or cannot be bound. */
  PORT_NOT_BOUND(3001),
  /** The node did not get into the cluster. */
  NOT_JOINED(3002),
  /** A source or sink could not be opened. */
  NOT_OPENED(3003),
  /** A source or sink failed while running. */
  CONNECTOR_FAILED(3004),
  /** A record could not be processed and the policy is to stop. */
  RECORD_STOPPED_PIPELINE(3005),
  /** A node left and took state with it. */
  STATE_LOST(3006),
  /** The node runs another pipeline than the cluster. */
  OTHER_PIPELINE(3007),
  /** Records in flight were not processed in time at a stop. */
  NOT_DRAINED(3008),
  /** The store cannot be used as it is. */
  STORE_REFUSED(3009),
  /** What is stored is damaged. */
  STORE_CORRUPT(3010),
  /** The store does not answer. */
  STORE_UNAVAILABLE(3011),
  /** Another process has taken the pipeline over. */
  FENCED(3012),
  /** A stored state cannot be decoded. */
  STATE_NOT_DECODED(3013),
  /** A state cannot be encoded. */
  STATE_NOT_ENCODED(3014),
  /** The pipeline went back to the same commit again and again. */
  NO_PROGRESS(3015),
  /** The local cluster, or its database, cannot be started or has ended. */
  LOCAL_CLUSTER(3016),
  /** The process has run out of memory. */
  OUT_OF_MEMORY(3017),
  /** A state that a handler has left half-changed could not be rebuilt. */
  STATE_NOT_REBUILT(3018),
  /** Something in the runtime failed; a defect. */
  INTERNAL(3999),
  /** The management endpoint has nothing at that path. */
  NO_SUCH_PATH(5001),
  /** The node that was asked runs no pipeline of that name. */
  NO_SUCH_PIPELINE(5002),
  /** The pipeline has no step of that name. */
  NO_SUCH_STEP(5003),
  /** The step has no state object with that key. */
  NO_SUCH_ENTITY(5004),
  /** A request's path or a parameter of it is not as it must be. */
  BAD_REQUEST(5005),
  /** What is at that path does not know the method. */
  METHOD_NOT_ALLOWED(5006),
  /** The node does not answer yet, or not any more. */
  NOT_READY(5007),
  /** The answer took too long. */
  TIMED_OUT(5008),
  /** The request was meant for another host. */
  WRONG_HOST(5009),
  /** A request that changes something has no token, or a wrong one. */
  UNAUTHORIZED(5010),
  /** Something is not, or not any more, as who wants to change it has said. */
  NOT_AS_EXPECTED(5011),
  /** The key is not quarantined. */
  NOT_QUARANTINED(5012),
  /** A state or record is not one that the step takes. */
  UNREADABLE_VALUE(5013),
  /** A change was undone before it was committed. */
  UNDONE(5014),
  /** The token of a request is not good for what it asks. */
  FORBIDDEN(5015),
  /** Too many requests, or too many wrong tokens. */
  TOO_MANY(5016),
  /** As many keys are followed as may be. */
  TOO_MANY_TAILS(5021),
  /** A question that is left to the pipeline's own code has no answer. */
  NOT_ANSWERED(5022),
  /** Nothing is kept of what objects were. */
  NO_HISTORY(5023),
  /** There is no such source. */
  NO_SUCH_SOURCE(5024);

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  /** The code as printed: {@code POTOROO-1001}. */
  public String code() {
    return "POTOROO-" + number;
  }
}
