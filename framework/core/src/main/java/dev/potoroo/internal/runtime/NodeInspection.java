package dev.potoroo.internal.runtime;

import java.util.List;

/**
 * Answers people who look into state objects of this node. Objects are looked at on their lane,
 * between records; none is woken for it.
 */
final class NodeInspection {
  private final Node node;
  private final String self;
  private final HotAnswers hot;
  private final ObjectAnswers objects;
  private final FilterAnswers filters;
  private final RateAnswers rates;

  NodeInspection(Node node, String self) {
    this.node = node;
    this.self = self;
    this.hot = new HotAnswers(node, self);
    ObjectReader reader = new ObjectReader(node);
    this.objects = new ObjectAnswers(node, reader);
    this.filters = new FilterAnswers(node);
    this.rates = new RateAnswers(node);
  }

  void answer(InspectMessage question) {
    if (question instanceof InspectMessage.FetchTail fetch) {
      fetchTail(fetch);
    } else if (question instanceof InspectMessage.GetHot get) {
      hot.answer(get);
    } else if (question instanceof InspectMessage.AskDryRun ask) {
      objects.dryRun(ask);
    } else if (question instanceof InspectMessage.AskQuery ask) {
      objects.query(ask);
    } else if (question instanceof InspectMessage.FilterKeys filter) {
      filters.answer(filter);
    } else if (question instanceof InspectMessage.GetRates get) {
      rates.answer(get);
    }
  }

  /** Called every now and then. */
  void tick() {
    rates.tick(System.nanoTime());
  }

  private void fetchTail(InspectMessage.FetchTail fetch) {
    LaneWork lane = node.parts().workOf(KeyShards.shardOf(fetch.key(), node.settings().shards()));
    var unused = lane.ask(() -> fetched(lane, fetch)).thenAccept(fetch.replyTo()::tell);
  }

  private InspectMessage.TailAnswer fetched(LaneWork lane, InspectMessage.FetchTail fetch) {
    Generation current = lane.generation();
    if (current == null || !current.isHome(fetch.key())) {
      return new InspectMessage.TailAnswer(false, false, 0, self, List.of(), 0);
    }
    LaneStep step = lane.step(fetch.step());
    TailBuffer.Fetched fetched =
        step.tails()
            .fetch(step.slots().get(fetch.key()), fetch.key(), fetch.follower(), fetch.maxBytes());
    return new InspectMessage.TailAnswer(
        true, fetched.fresh(), current.number(), self, fetched.events(), fetched.skipped());
  }
}
