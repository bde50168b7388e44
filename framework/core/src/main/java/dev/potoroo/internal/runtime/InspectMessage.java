package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.status.Answered;
import dev.potoroo.status.DryRun;
import dev.potoroo.status.HotKeys;
import dev.potoroo.status.KeyFilter;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What the agent of a node is asked by people who look into state objects. */
interface InspectMessage extends NodeMessage, WireMessage {

  /** Asks for the hottest keys of this node. */
  record GetHot(int step, HotKeys.By by, int limit, ActorRef<HotAnswer> replyTo)
      implements InspectMessage {}

  /** The answer; {@code failure} says why there is none, if the store could not be read. */
  record HotAnswer(List<HotKeys.Item> items, String failure) implements WireMessage {}

  /**
   * Follows a key of this node, or goes on to, and fetches what has happened to it.
   *
   * @param follower who follows
   * @param maxBytes how much may be fetched; 0 only says that somebody still follows
   */
  record FetchTail(
      int step, String key, String follower, int maxBytes, ActorRef<TailAnswer> replyTo)
      implements InspectMessage {}

  /**
   * The answer.
   *
   * @param home whether the key lives on this node; if not, there is nothing more
   * @param fresh whether it is followed only from now on
   * @param events encoded events
   * @param skipped how many records came after them that are not told
   */
  record TailAnswer(
      boolean home, boolean fresh, long generation, String node, List<byte[]> events, long skipped)
      implements WireMessage {}

  /** Asks what a record would do to an object of this node. */
  record AskDryRun(int step, String key, JsonNode record, ActorRef<DryRunAnswer> replyTo)
      implements InspectMessage {}

  /** The answer; {@code failure} says why there is none, if the store could not be read. */
  record DryRunAnswer(Answered<DryRun> answer, String failure) implements WireMessage {}

  /** Asks a question of the application's about an object of this node. */
  record AskQuery(
      int step, String key, String query, JsonNode question, ActorRef<QueryAnswer> replyTo)
      implements InspectMessage {}

  /** The answer; {@code failure} says why there is none, if the store could not be read. */
  record QueryAnswer(Answered<JsonNode> answer, String failure) implements WireMessage {}

  /** Asks what goes through this node at the moment. */
  record GetRates(ActorRef<RatesAnswer> replyTo) implements InspectMessage {}

  /** The answer. */
  record RatesAnswer(RateSamples.Rates rates) implements WireMessage {}

  /** Asks which of some keys of this node a filter lets through. */
  record FilterKeys(int step, List<String> keys, KeyFilter filter, ActorRef<FilterAnswer> replyTo)
      implements InspectMessage {}

  /** The answer; {@code failure} says why there is none, if the store could not be read. */
  record FilterAnswer(List<String> keys, String failure) implements WireMessage {}
}
