package dev.potoroo.management;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Who may do what: compares the token of a request with those that are known. Safe for use by any
 * thread.
 */
final class Access {
  private static final String BEARER = "Bearer ";

  private final List<AccessToken> tokens;
  private final boolean readingIsFree;
  private final WrongTokens wrongTokens;
  private final LongSupplier nanoTime;

  /**
   * Makes it.
   *
   * @param readingIsFree whether who reads needs no token
   * @param wrongPerSecond how many wrong tokens an address may send in a second
   */
  Access(
      List<AccessToken> tokens, boolean readingIsFree, int wrongPerSecond, LongSupplier nanoTime) {
    this.tokens = List.copyOf(tokens);
    this.readingIsFree = readingIsFree;
    this.wrongTokens = new WrongTokens(wrongPerSecond);
    this.nanoTime = nanoTime;
  }

  /**
   * Why a request may not do what needs {@code needed}; empty if it may.
   *
   * @param authorization its header
   * @param address where it comes from
   */
  Optional<Problem> refusal(Role needed, Optional<String> authorization, String address) {
    if (readingIsFree && Role.READ.covers(needed)) {
      return Optional.empty();
    }
    String given = token(authorization);
    if (given.isEmpty()) {
      return Optional.of(Problem.unauthorized());
    }
    long now = nanoTime.getAsLong();
    if (!wrongTokens.listens(address, now)) {
      return Optional.of(Problem.tooMany("Too many wrong tokens have come from this address."));
    }
    Optional<AccessToken> known = known(AccessToken.hashOf(given));
    if (known.isEmpty()) {
      wrongTokens.wrong(address, now);
      return Optional.of(Problem.unauthorized());
    }
    AccessToken token = known.get();
    return token.role().covers(needed)
        ? Optional.empty()
        : Optional.of(Problem.forbidden(token, needed));
  }

  /** The name of the token that was sent; empty if it is none that is known. */
  Optional<String> nameOf(Optional<String> authorization) {
    return known(AccessToken.hashOf(token(authorization))).map(AccessToken::name);
  }

  /** All are compared, so that it takes as long whichever it is. */
  private Optional<AccessToken> known(byte[] hash) {
    Optional<AccessToken> found = Optional.empty();
    for (AccessToken token : tokens) {
      if (token.is(hash)) {
        found = Optional.of(token);
      }
    }
    return found;
  }

  private static String token(Optional<String> authorization) {
    return authorization
        .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(header -> header.substring(BEARER.length()).strip())
        .orElse("");
  }
}
