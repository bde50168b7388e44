package dev.potoroo.store.postgres;

import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoreException.Kind;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says what an {@link SQLException} means to a store. */
final class Failures {
  /** Classes of SQLSTATE that time may heal. */
  private static final Set<String> MAY_PASS = Set.of("08", "25", "40", "53", "55", "57", "58");

  private static final Set<String> DAMAGED = Set.of("XX001", "XX002");

  private static final String NOT_ALLOWED = "42501";

  private final String pipeline;
  private final PostgresSettings settings;

  Failures(String pipeline, PostgresSettings settings) {
    this.pipeline = pipeline;
    this.settings = settings;
  }

  /**
   * What has failed.
   *
   * @param what what the store was to do: "write 10 objects"
   */
  StoreException of(String what, SQLException failure) {
    SQLException cause = root(failure);
    Kind kind = kind(cause.getSQLState());
    return new StoreException(
        kind,
        where()
            + " could not "
            + what
            + ": "
            + oneLine(cause)
            + "."
            + cure(kind, String.valueOf(cause.getSQLState())),
        failure);
  }

  /** The database cannot be used as it is. */
  StoreException refused(String why, @Nullable Throwable cause) {
    return new StoreException(Kind.REFUSED, where() + " " + why + ".", cause);
  }

  /** A newer generation has begun. */
  StoreException fenced(long generation, long current) {
    return new StoreException(
        Kind.FENCED,
        where()
            + " is in generation ["
            + current
            + "] by now: generation ["
            + generation
            + "] has been replaced and can write no more.",
        null);
  }

  /** The database knows less than it did before. */
  StoreException wentBack(String now, String before) {
    return refused(
        "is at "
            + now
            + ", where "
            + before
            + " was expected. It was restored from a backup, or a server that lagged behind has"
            + " taken its place. Stop all nodes, make sure that this is the data that is wanted,"
            + " and start them again",
        null);
  }

  /** What the database holds is damaged. */
  StoreException damaged(String what) {
    return new StoreException(
        Kind.CORRUPT,
        where()
            + " holds "
            + what
            + ", which is damaged: it is not what was written there. Restore the database from a"
            + " backup.",
        null);
  }

  /** What is talked about. */
  String place() {
    return "PostgreSQL [" + settings.shownUrl() + "], pipeline [" + pipeline + "]";
  }

  private String where() {
    return "Store in " + place();
  }

  /** Whether the connection, or the server it leads to, is not to be used again. */
  static boolean lost(SQLException failure) {
    String state = String.valueOf(root(failure).getSQLState());
    return state.startsWith("08") || state.startsWith("57P") || state.equals("25006");
  }

  /** The pool wraps what the driver says. */
  private static SQLException root(SQLException failure) {
    SQLException root = failure;
    while (root.getSQLState() == null && root.getCause() instanceof SQLException cause) {
      root = cause;
    }
    return root;
  }

  private static Kind kind(@Nullable String state) {
    if (state == null || state.length() < 2 || MAY_PASS.contains(state.substring(0, 2))) {
      return Kind.UNAVAILABLE;
    }
    if (DAMAGED.contains(state)) {
      return Kind.CORRUPT;
    }
    return state.startsWith("XX") ? Kind.UNAVAILABLE : Kind.REFUSED;
  }

  private String cure(Kind kind, String state) {
    if (kind == Kind.UNAVAILABLE) {
      return " It is tried again.";
    }
    if (kind == Kind.CORRUPT) {
      return " Restore the database from a backup.";
    }
    return switch (state.substring(0, 2)) {
      case "28" ->
          " Correct potoroo.store.postgres.user ["
              + settings.user()
              + "] or password (POTOROO_STORE_USER, POTOROO_STORE_PASSWORD), or what pg_hba.conf"
              + " of the server allows.";
      case "3D" -> " Create the database, or correct potoroo.store.postgres.url.";
      case "42", "3F" -> state.equals(NOT_ALLOWED) ? rights() : " Restore the tables as they were.";
      default -> " See the server's log.";
    };
  }

  private String rights() {
    return " User ["
        + settings.user()
        + "] must be allowed to create schema ["
        + settings.schema()
        + "] and to use the tables in it: GRANT CREATE ON DATABASE, or create the schema with"
        + " this user as owner.";
  }

  private static String oneLine(SQLException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s+", " ").replaceAll("\\.$", "").strip();
  }
}
