package dev.potoroo.connector.kafka;

import dev.potoroo.connector.FencedException;
import dev.potoroo.connector.UnavailableException;
import java.io.IOException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Says what an exception of Kafka's means. */
final class Errors {
  private Errors() {}

  /**
   * What to throw for an exception of a producer: one that says that another producer has taken
   * over, that it can never work, or else that it may work later.
   *
   * @param what what was tried, for people
   */
  static Exception ofProducer(String what, KafkaException e) {
    if (e instanceof InterruptException) {
      return e;
    }
    if (find(ProducerFencedException.class, e) || find(InvalidProducerEpochException.class, e)) {
      return new FencedException(what + ": another producer has taken over", e);
    }
    return isHopeless(e) ? hopeless(what, e) : new UnavailableException(what + ": " + text(e), e);
  }

  /** Whether it makes no sense to try again, as far as can be known. */
  static boolean isHopeless(Throwable e) {
    return find(AuthorizationException.class, e)
        || find(AuthenticationException.class, e)
        || find(InvalidTopicException.class, e)
        || find(RecordTooLargeException.class, e)
        || find(RecordBatchTooLargeException.class, e)
        || find(UnsupportedVersionException.class, e);
  }

  /** An exception that says it and, where it is known, the cure. */
  static IOException hopeless(String what, Throwable e) {
    String cure = "";
    if (find(RecordTooLargeException.class, e) || find(RecordBatchTooLargeException.class, e)) {
      cure =
          ". Raise max.request.size in the binding's client block, and max.message.bytes of the"
              + " topic; committed output is kept, and published at the next start";
    } else if (find(AuthorizationException.class, e)) {
      cure = ". Grant it; the guide to Kafka lists what is needed";
    } else if (find(AuthenticationException.class, e)) {
      cure = ". Check the security settings in the binding's client block";
    }
    return new IOException(what + ": " + text(e) + cure, e);
  }

  private static boolean find(Class<? extends Throwable> type, Throwable in) {
    for (Throwable t = in; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  /** What an exception says; Kafka's wrap what matters. */
  static String text(Throwable e) {
    Throwable last = e;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return last.getClass().getSimpleName() + ": " + last.getMessage();
  }
}
