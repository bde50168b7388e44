package dev.potoroo.store.postgres;

/**
 * The statements. Each is a transaction of its own, so that a process that stops between two of
 * them holds no lock and leaves nothing half done.
 *
 * <p>A version of round n that generation h wrote is committed if n is not after the round that
 * generation h+1 began with, or, for the last generation, the last commit.
 */
final class Sql {
  /** Of the pipeline's row {@code p} and a version {@code s}. */
  private static final String COMMITTED =
      """
      s.round <= COALESCE(
          (SELECT g.base FROM ${schema}.generation g
           WHERE g.pipeline = s.pipeline AND g.generation = s.generation + 1), p.round)""";

  /** Of the pipeline's row {@code p} and a timer {@code t}: it is there no more. */
  private static final String GONE =
      """
      t.gone_round <= COALESCE(
          (SELECT g.base FROM ${schema}.generation g
           WHERE g.pipeline = t.pipeline AND g.generation = t.gone_generation + 1), p.round)""";

  private static final String SAME_KEY =
      """
      old.pipeline = s.pipeline AND old.step = s.step
          AND old.head = s.head AND old.tail_hash = s.tail_hash""";

  final String addPipeline;
  final String pipeline;
  final String takeOver;
  final String position;
  final String commit;

  /** Fails if a row is there already; takes a quarter less of the server's time than the next. */
  final String writeFirst;

  /** Leaves rows that are there already as they are. */
  final String writeAgain;

  final String load;
  final String keys;
  final String timersSet;
  final String timersGone;
  final String timers;
  final String cleanUp;
  final String cleanUpTimers;
  final String removeTimers;
  final String superseded;
  final String remove;
  final String pruned;

  Sql(String schema) {
    addPipeline =
        in(
            schema,
            """
            INSERT INTO ${schema}.pipeline (name, format) VALUES (?, ?)
            ON CONFLICT (name) DO NOTHING""");
    pipeline = in(schema, "SELECT id, format, generation FROM ${schema}.pipeline WHERE name = ?");
    takeOver =
        in(
            schema,
            """
            WITH next AS (
              UPDATE ${schema}.pipeline SET generation = generation + 1 WHERE id = ?
              RETURNING id, generation, round, commit_record),
            begun AS (
              INSERT INTO ${schema}.generation (pipeline, generation, base)
              SELECT id, generation, round FROM next)
            SELECT generation, round, commit_record FROM next""");
    position = in(schema, "SELECT generation, round FROM ${schema}.pipeline WHERE id = ?");
    commit =
        in(
            schema,
            """
            UPDATE ${schema}.pipeline
            SET round = ?, commit_record = ?, committed_at = now()
            WHERE id = ? AND generation = ? AND round = ?""");
    // A repetition finds the rows there. One that comes too late, or from a generation that has
    // been
    // replaced, writes nothing.
    String write =
        in(
            schema,
            """
            WITH p AS (
              SELECT id FROM ${schema}.pipeline WHERE id = ? AND generation = ? AND round < ?),
            written AS (
              INSERT INTO ${schema}.state
                (pipeline, generation, round, step, head, tail_hash, tail, removed, data)
              SELECT p.id, ?, ?, c.step, c.head, c.tail_hash, c.tail, c.data IS NULL, c.data
              FROM p, unnest(?::text[], ?::bytea[], ?::bytea[], ?::bytea[], ?::bytea[])
                AS c(step, head, tail_hash, tail, data)
              ${repeated})
            SELECT EXISTS (SELECT FROM p)""");
    writeAgain = write.replace("${repeated}", "ON CONFLICT DO NOTHING");
    writeFirst = write.replace("${repeated}", "");
    load =
        in(
            schema,
            """
            SELECT p.round, v.at, v.round, v.removed, v.data
            FROM ${schema}.pipeline p
            LEFT JOIN LATERAL (
              SELECT k.at, s.*
              FROM unnest(?::bytea[], ?::bytea[]) WITH ORDINALITY AS k(head, tail_hash, at)
              CROSS JOIN LATERAL (
                SELECT s.round, s.removed, s.data
                FROM ${schema}.state s
                WHERE s.pipeline = p.id AND s.step = ?
                  AND s.head = k.head AND s.tail_hash = k.tail_hash
                  AND ${committed}
                ORDER BY s.round DESC LIMIT 1) s) v ON true
            WHERE p.id = ?""");
    keys =
        in(
            schema,
            """
            SELECT p.round, v.head, v.tail
            FROM ${schema}.pipeline p
            LEFT JOIN LATERAL (
              SELECT k.head, k.tail
              FROM (
                SELECT DISTINCT ON (s.head, s.tail_hash) s.head, s.tail, s.removed
                FROM ${schema}.state s
                WHERE s.pipeline = p.id AND s.step = ? AND s.head >= ? AND s.head < ?
                  AND substring(s.tail FOR ?) = ? AND (s.head, s.tail) >= (?, ?)
                  AND ${committed}
                ORDER BY s.head, s.tail_hash, s.round DESC) k
              WHERE NOT k.removed
              ORDER BY k.head, k.tail LIMIT ?) v ON true
            WHERE p.id = ?
            ORDER BY v.head, v.tail""");
    timersSet =
        in(
            schema,
            """
            WITH p AS (
              SELECT id FROM ${schema}.pipeline WHERE id = ? AND generation = ? AND round < ?),
            written AS (
              INSERT INTO ${schema}.timer
                (pipeline, set_generation, set_round, step, domain, due, name, key_hash, key)
              SELECT p.id, ?, ?, c.step, c.domain, c.due, c.name, c.key_hash, c.key
              FROM p, unnest(?::text[], ?::int2[], ?::int8[], ?::text[], ?::bytea[], ?::bytea[])
                AS c(step, domain, due, name, key_hash, key))
            SELECT EXISTS (SELECT FROM p)""");
    timersGone =
        in(
            schema,
            """
            WITH p AS (
              SELECT id FROM ${schema}.pipeline WHERE id = ? AND generation = ? AND round < ?),
            written AS (
              UPDATE ${schema}.timer t SET gone_generation = ?, gone_round = ?
              FROM p, unnest(?::text[], ?::int2[], ?::int8[], ?::text[], ?::bytea[])
                AS c(step, domain, due, name, key_hash)
              WHERE t.pipeline = p.id AND t.step = c.step AND t.domain = c.domain
                AND t.due = c.due AND t.name = c.name AND t.key_hash = c.key_hash)
            SELECT EXISTS (SELECT FROM p)""");
    timers =
        in(
            schema,
            """
            SELECT p.round, v.due, v.name, v.key
            FROM ${schema}.pipeline p
            LEFT JOIN LATERAL (
              SELECT t.due, t.name, t.key_hash, t.key
              FROM ${schema}.timer t
              WHERE t.pipeline = p.id AND t.step = ? AND t.domain = ?
                AND (t.due, t.name, t.key_hash) > (?, ?, ?)
                AND (t.gone_round IS NULL OR NOT ${gone})
              ORDER BY t.due, t.name, t.key_hash LIMIT ?) v ON true
            WHERE p.id = ?
            ORDER BY v.due, v.name, v.key_hash""");
    cleanUpTimers =
        in(
            schema,
            """
            DELETE FROM ${schema}.timer WHERE ctid = ANY (ARRAY(
              SELECT t.ctid
              FROM ${schema}.generation g
              CROSS JOIN LATERAL (
                SELECT t.ctid FROM ${schema}.timer t
                WHERE t.pipeline = g.pipeline AND t.set_generation = g.generation - 1
                  AND t.set_round > g.base
                LIMIT ?) t
              WHERE g.pipeline = ?
              LIMIT ?))""");
    removeTimers =
        in(
            schema,
            """
            DELETE FROM ${schema}.timer WHERE ctid = ANY (ARRAY(
              SELECT t.ctid
              FROM ${schema}.timer t JOIN ${schema}.pipeline p ON p.id = t.pipeline
              WHERE t.pipeline = ? AND t.gone_round <= ? AND ${gone}
              LIMIT ?))""");
    cleanUp =
        in(
            schema,
            """
            DELETE FROM ${schema}.state WHERE ctid = ANY (ARRAY(
              SELECT s.ctid
              FROM ${schema}.generation g
              CROSS JOIN LATERAL (
                SELECT s.ctid FROM ${schema}.state s
                WHERE s.pipeline = g.pipeline AND s.generation = g.generation - 1
                  AND s.round > g.base
                LIMIT ?) s
              WHERE g.pipeline = ?
              LIMIT ?))""");
    // Where versions are that a later committed one has superseded; of an object that was removed
    // also the version that says so, after all others.
    superseded =
        in(
            schema,
            """
            SELECT v.ctid::text
            FROM (
              SELECT g.pipeline, g.generation, greatest(g.base, p.pruned) AS low,
                least(COALESCE(next.base, p.round), ?) AS high
              FROM ${schema}.pipeline p
              JOIN ${schema}.generation g ON g.pipeline = p.id
              LEFT JOIN ${schema}.generation next
                ON next.pipeline = g.pipeline AND next.generation = g.generation + 1
              WHERE p.id = ?) rounds
            CROSS JOIN LATERAL (
              SELECT * FROM ${schema}.state s
              WHERE s.pipeline = rounds.pipeline AND s.generation = rounds.generation
                AND s.round > rounds.low AND s.round <= rounds.high
              OFFSET 0) s
            CROSS JOIN LATERAL (
              SELECT old.ctid FROM ${schema}.state old
              WHERE ${sameKey}
                AND (old.round < s.round OR (s.removed AND old.round = s.round
                  AND old.generation = s.generation))
              ORDER BY old.round
              OFFSET 0) v
            WHERE rounds.low < rounds.high""");
    remove =
        in(
            schema,
            """
            DELETE FROM ${schema}.state
            WHERE ctid = ANY (?::tid[]) AND pipeline = ? AND round <= ?""");
    pruned =
        in(
            schema,
            """
            UPDATE ${schema}.pipeline SET pruned = least(?, round)
            WHERE id = ? AND pruned < least(?, round)""");
  }

  private static String in(String schema, String sql) {
    return sql.replace("${committed}", COMMITTED)
        .replace("${gone}", GONE)
        .replace("${sameKey}", SAME_KEY)
        .replace("${schema}", schema);
  }
}
