-- What is durable of each pipeline. ${schema} is potoroo.store.postgres.schema.

CREATE TABLE ${schema}.pipeline (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE,
  format integer NOT NULL,
  generation bigint NOT NULL DEFAULT 0,
  -- The last committed round and its record; 0 and none before the first.
  round bigint NOT NULL DEFAULT 0,
  commit_record text,
  committed_at timestamptz,
  -- What was superseded up to this round is removed.
  pruned bigint NOT NULL DEFAULT 0,
  CHECK ((round = 0) = (commit_record IS NULL))
) WITH (fillfactor = 50);
COMMENT ON TABLE ${schema}.pipeline IS 'One row a pipeline: its generation and its last commit';

CREATE TABLE ${schema}.generation (
  pipeline integer NOT NULL REFERENCES ${schema}.pipeline ON DELETE CASCADE,
  generation bigint NOT NULL,
  -- The last round that was committed before it: what the generation before wrote for later rounds
  -- has never happened.
  base bigint NOT NULL,
  began timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (pipeline, generation)
);
COMMENT ON TABLE ${schema}.generation IS 'When each generation took over, and after which round';

-- No foreign key: each row would lock its pipeline's, and a stopped process could then hold up a
-- commit.
CREATE TABLE ${schema}.state (
  round bigint NOT NULL,
  generation bigint NOT NULL,
  pipeline integer NOT NULL,
  removed boolean NOT NULL,
  step text COLLATE "C" NOT NULL,
  -- The key is head followed by tail: its first 512 bytes, and the rest, which is seldom there.
  head bytea NOT NULL,
  tail_hash bytea NOT NULL,
  tail bytea NOT NULL,
  data bytea,
  CHECK (removed = (data IS NULL))
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
CREATE UNIQUE INDEX state_object
  ON ${schema}.state (pipeline, step, head, tail_hash, round DESC, generation DESC);
CREATE INDEX state_round ON ${schema}.state (pipeline, generation, round);
COMMENT ON TABLE ${schema}.state IS
  'Versions of state objects. See the view committed for those that count';

-- The last version of each object as of the last commit, for people. Bytes of a key that are not
-- ASCII are shown as \ooo: not all keys are text to PostgreSQL.
CREATE VIEW ${schema}.committed AS
SELECT p.name AS pipeline, c.step, encode(c.head || c.tail, 'escape') AS key, c.round,
  c.generation, length(c.data) AS size
FROM ${schema}.pipeline p
CROSS JOIN LATERAL (
  SELECT DISTINCT ON (s.step, s.head, s.tail_hash) s.*
  FROM ${schema}.state s
  WHERE s.pipeline = p.id AND s.round <= COALESCE(
    (SELECT g.base FROM ${schema}.generation g
     WHERE g.pipeline = s.pipeline AND g.generation = s.generation + 1), p.round)
  ORDER BY s.step, s.head, s.tail_hash, s.round DESC) c
WHERE NOT c.removed;
COMMENT ON VIEW ${schema}.committed IS 'State objects as of the last commit';
