package dev.potoroo.store.postgres;

import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredKey;
import dev.potoroo.store.StoredRecord;
import dev.potoroo.store.StoredState;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Reads the table of state: what is committed. */
final class StateTable {
  private static final byte[] NONE = {};

  private final Database database;
  private final Sql sql;
  private final PipelineRow pipeline;
  private final int limit;

  StateTable(Database database, Sql sql, PipelineRow pipeline, int limit) {
    this.database = database;
    this.sql = sql;
    this.pipeline = pipeline;
    this.limit = limit;
  }

  List<Optional<StoredState>> load(String step, List<String> keys) throws StoreException {
    List<Optional<StoredState>> found = new ArrayList<>(keys.size());
    for (int from = 0; from < keys.size(); from += limit) {
      found.addAll(loadSome(step, keys.subList(from, Math.min(keys.size(), from + limit))));
    }
    return found;
  }

  private List<Optional<StoredState>> loadSome(String step, List<String> keys)
      throws StoreException {
    byte[][] heads = new byte[keys.size()][];
    byte[][] hashes = new byte[keys.size()][];
    for (int i = 0; i < heads.length; i++) {
      KeyParts parts = KeyParts.of(keys.get(i));
      heads[i] = parts.head();
      hashes[i] = parts.tailHash();
    }
    long known = pipeline.known();
    return database.call(
        "read " + keys.size() + " objects of step [" + step + "]",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql.load)) {
            statement.setArray(1, connection.createArrayOf("bytea", heads));
            statement.setArray(2, connection.createArrayOf("bytea", hashes));
            statement.setString(3, step);
            statement.setInt(4, pipeline.id());
            try (ResultSet rows = statement.executeQuery()) {
              return objects(step, keys, rows, known);
            }
          }
        });
  }

  private List<Optional<StoredState>> objects(
      String step, List<String> keys, ResultSet rows, long known)
      throws SQLException, StoreException {
    List<Optional<StoredState>> objects =
        new ArrayList<>(Collections.nCopies(keys.size(), Optional.empty()));
    if (!rows.next()) {
      throw pipeline.gone();
    }
    pipeline.saw(rows.getLong(1), known);
    do {
      int at = rows.getInt(2) - 1; // none if there are no objects at all
      if (at >= 0) {
        objects.set(at, object(step, keys.get(at), rows));
      }
    } while (rows.next());
    return objects;
  }

  private Optional<StoredState> object(String step, String key, ResultSet row)
      throws SQLException, StoreException {
    byte[] data = row.getBytes(5);
    boolean removed = row.getBoolean(4);
    if (removed && data == null) {
      return Optional.empty();
    }
    StoredState state = StoredRecord.decode(step, key, data == null ? NONE : data);
    // The checksum is of what is in data: the columns beside it must say the same.
    if (removed || state.round() != row.getLong(3)) {
      throw database.failures().damaged("state object [" + key + "] of step [" + step + "]");
    }
    return Optional.of(state);
  }

  List<String> keys(String step, String prefix, Optional<String> after, int limit)
      throws StoreException {
    KeyParts begin = KeyParts.of(prefix);
    KeyParts from = KeyParts.of(first(StoredKey.encode(prefix), after));
    long known = pipeline.known();
    return database.call(
        "list keys of step [" + step + "]",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql.keys)) {
            statement.setString(1, step);
            statement.setBytes(2, from.head());
            statement.setBytes(3, begin.headAfter());
            statement.setInt(4, begin.tail().length);
            statement.setBytes(5, begin.tail());
            statement.setBytes(6, from.head());
            statement.setBytes(7, from.tail());
            statement.setInt(8, limit);
            statement.setInt(9, pipeline.id());
            try (ResultSet rows = statement.executeQuery()) {
              return keys(step, rows, known);
            }
          }
        });
  }

  /** The first key that may be listed: the prefix, or what directly follows the one before. */
  private static byte[] first(byte[] prefix, Optional<String> after) {
    if (after.isEmpty()) {
      return prefix;
    }
    byte[] before = StoredKey.encode(after.get());
    byte[] next = Arrays.copyOf(before, before.length + 1);
    return Arrays.compareUnsigned(prefix, next) >= 0 ? prefix : next;
  }

  private List<String> keys(String step, ResultSet rows, long known)
      throws SQLException, StoreException {
    List<String> keys = new ArrayList<>();
    if (!rows.next()) {
      throw pipeline.gone();
    }
    pipeline.saw(rows.getLong(1), known);
    do {
      byte[] head = rows.getBytes(2);
      byte[] tail = rows.getBytes(3);
      if (head != null && tail != null) { // null if there are no keys at all
        keys.add(key(step, head, tail));
      }
    } while (rows.next());
    return keys;
  }

  private String key(String step, byte[] head, byte[] tail) throws StoreException {
    try {
      return KeyParts.key(head, tail);
    } catch (IllegalArgumentException e) {
      throw database.failures().damaged("a key of step [" + step + "]");
    }
  }
}
