package dev.potoroo.internal.runtime;

import dev.potoroo.status.EntityPage;
import dev.potoroo.status.KeyFilter;
import dev.potoroo.status.Members;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Makes a page of keys that a filter lets through: takes keys in order, asks their nodes which
 * pass, and so on until the page is full, no key is left, or so many were looked at. For one
 * request.
 */
final class FilteredPage {
  private static final int AT_ONCE = 1000;

  private final Node node;
  private final ClusterQuestions cluster;
  private final int step;
  private final String prefix;
  private final KeyFilter filter;
  private final int limit;
  private final List<EntityPage.Item> found = new ArrayList<>();
  private int scanned;
  private int missing;

  FilteredPage(
      Node node, ClusterQuestions cluster, int step, String prefix, KeyFilter filter, int limit) {
    this.node = node;
    this.cluster = cluster;
    this.step = step;
    this.prefix = prefix;
    this.filter = filter;
    this.limit = limit;
  }

  /** The page of the keys after {@code cursor}. */
  CompletionStage<EntityPage> from(Optional<String> cursor) {
    int most = filter.looksAtObjects() ? AT_ONCE : limit;
    CompletionStage<EntityPage> keys =
        filter.quarantined()
            ? cluster.quarantined(step, prefix, most, cursor)
            : cluster.entities(step, prefix, most, cursor);
    return keys.thenCompose(page -> passing(page).thenCompose(passed -> goOn(page, passed)));
  }

  private CompletionStage<EntityPage> goOn(EntityPage page, Set<String> passed) {
    scanned += page.items().size();
    for (EntityPage.Item item : page.items()) {
      if (passed.contains(item.key())) {
        if (found.size() == limit) {
          return full(page, found.get(limit - 1).key());
        }
        found.add(item);
      }
    }
    String next = page.nextCursor();
    return next == null || found.size() == limit || scanned >= node.settings().inspect().scan()
        ? full(page, next)
        : from(Optional.of(next));
  }

  private CompletionStage<EntityPage> full(EntityPage last, @Nullable String next) {
    Members members = last.members();
    return CompletableFuture.completedFuture(
        new EntityPage(
            found, next, new Members(Math.max(0, members.answered() - missing), members.of())));
  }

  private CompletionStage<Set<String>> passing(EntityPage page) {
    Set<String> passed = new HashSet<>();
    if (!filter.looksAtObjects()) {
      page.items().forEach(item -> passed.add(item.key()));
      return CompletableFuture.completedFuture(passed);
    }
    List<CompletableFuture<List<String>>> asked = new ArrayList<>();
    byHome(page).forEach((home, keys) -> asked.add(ask(home, keys)));
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              asked.forEach(answer -> passed.addAll(answer.join()));
              return passed;
            });
  }

  private Map<ActorRef<NodeMessage>, List<String>> byHome(EntityPage page) {
    Map<ActorRef<NodeMessage>, List<String>> byHome = new HashMap<>();
    for (EntityPage.Item item : page.items()) {
      cluster
          .homeOf(item.key())
          .ifPresent(home -> byHome.computeIfAbsent(home, i -> new ArrayList<>()).add(item.key()));
    }
    return byHome;
  }

  /** A node that does not answer makes the page partial. */
  private CompletableFuture<List<String>> ask(ActorRef<NodeMessage> home, List<String> keys) {
    return cluster
        .<InspectMessage.FilterAnswer>ask(
            home, replyTo -> new InspectMessage.FilterKeys(step, keys, filter, replyTo))
        .handle(
            (answer, timedOut) -> {
              if (timedOut != null) {
                return Optional.<InspectMessage.FilterAnswer>empty();
              }
              return Optional.of(answer);
            })
        .thenApply(
            answer -> {
              answer.ifPresent(one -> ClusterQuestions.failIfUnread(one.failure()));
              return answer.map(InspectMessage.FilterAnswer::keys).orElseGet(this::noAnswer);
            })
        .toCompletableFuture();
  }

  private synchronized List<String> noAnswer() {
    missing = 1;
    return List.of();
  }
}
