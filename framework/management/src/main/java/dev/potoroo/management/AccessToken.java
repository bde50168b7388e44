package dev.potoroo.management;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * A token that is known here, of which only the hash is kept. Immutable.
 *
 * @param name who has it
 * @param role what it is good for
 * @param sha256 the hash of its UTF-8 bytes
 */
record AccessToken(String name, Role role, byte[] sha256) {
  private static final int BYTES = 32;

  /** As in the configuration, {@code NAME:ROLE:SHA256}; empty if it is not of that form. */
  static Optional<AccessToken> parse(String text) {
    String[] parts = text.strip().split(":", -1);
    if (parts.length != 3 || !parts[0].matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      return Optional.empty();
    }
    return Role.named(parts[1])
        .flatMap(role -> hash(parts[2]).map(sha256 -> new AccessToken(parts[0], role, sha256)));
  }

  private static Optional<byte[]> hash(String hex) {
    return hex.matches("[0-9A-Fa-f]{" + 2 * BYTES + "}")
        ? Optional.of(HexFormat.of().parseHex(hex.toLowerCase(Locale.ROOT)))
        : Optional.empty();
  }

  /** A token of which the text is known. */
  static AccessToken of(String name, Role role, String token) {
    return new AccessToken(name, role, hashOf(token));
  }

  static byte[] hashOf(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java always has SHA-256", e);
    }
  }

  /** Whether it is the token of that hash; takes as long whatever is right of it. */
  boolean is(byte[] hash) {
    return MessageDigest.isEqual(sha256, hash);
  }
}
