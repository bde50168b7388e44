package dev.potoroo.connector.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Finds the partitions of topics, and remembers them. Thread-safe. */
final class Partitions {
  private static final long PATIENCE_SECONDS = 10;
  private static final long BETWEEN_TRIES_MILLIS = 500;
  private static final int NUMBERS_OF_TOPICS = 1_000_000;

  private final Clients clients;
  private final List<String> topics;
  private final Optional<Pattern> pattern;
  private final Duration fresh;
  private final Reach reach;
  private List<String> known = List.of();
  private long since;

  /**
   * Of these topics, or else of all whose name matches as a whole.
   *
   * @param fresh for how long an answer is good
   */
  Partitions(
      Clients clients,
      List<String> topics,
      Optional<Pattern> pattern,
      Duration fresh,
      Reach reach) {
    this.clients = clients;
    this.topics = topics;
    this.pattern = pattern;
    this.fresh = fresh;
    this.reach = reach;
  }

  /**
   * All partitions. Waits until the brokers have told them once, and there is one at least; then
   * what was known before counts while they do not answer.
   */
  synchronized List<String> all() throws Exception {
    if (!known.isEmpty() && System.nanoTime() - since < fresh.toNanos()) {
      return known;
    }
    try (Admin admin = clients.admin()) {
      while (true) {
        Optional<List<String>> found = ask(admin);
        if (found.isPresent()) {
          known = found.get();
          since = System.nanoTime();
          return known;
        }
        if (!known.isEmpty()) {
          return known;
        }
        TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MILLIS);
      }
    }
  }

  private Optional<List<String>> ask(Admin admin) throws Exception {
    try {
      List<String> found = found(admin);
      if (found.isEmpty()) {
        reach.lost("there is no such topic; it is read when there is");
        return Optional.empty();
      }
      reach.found();
      return Optional.of(found);
    } catch (TimeoutException e) {
      reach.lost("no broker answers");
    } catch (ExecutionException e) {
      if (Errors.isHopeless(e)) {
        throw Errors.hopeless("the topics could not be listed", e);
      }
      reach.lost(Errors.text(e));
    } catch (KafkaException e) {
      throw Errors.hopeless("the topics could not be listed", e);
    }
    return Optional.empty();
  }

  private List<String> found(Admin admin) throws Exception {
    Collection<String> names = topics;
    if (pattern.isPresent()) {
      names = new TreeSet<>(get(admin.listTopics().names()));
      names.removeIf(name -> !pattern.get().matcher(name).matches());
    }
    Map<String, KafkaFuture<TopicDescription>> asked =
        admin.describeTopics(names).topicNameValues();
    List<String> found = new ArrayList<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : new TreeMap<>(asked).entrySet()) {
      try {
        get(topic.getValue())
            .partitions()
            .forEach(p -> found.add(topic.getKey() + "-" + p.partition()));
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
        // It may be made later.
      }
    }
    return found;
  }

  private static <T> T get(KafkaFuture<T> future) throws Exception {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** What a partition is called: {@code ticks-3}. */
  static TopicPartition parse(String partition) {
    int dash = partition.lastIndexOf('-');
    return new TopicPartition(
        partition.substring(0, dash), Integer.parseInt(partition.substring(dash + 1)));
  }

  /** A number that depends on nothing but the name; those of a topic follow each other. */
  static int number(String partition) {
    TopicPartition parsed = parse(partition);
    return Math.floorMod(parsed.topic().hashCode(), NUMBERS_OF_TOPICS) + parsed.partition();
  }
}
