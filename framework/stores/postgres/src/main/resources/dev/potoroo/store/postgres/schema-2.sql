-- Timers of state objects, by the time when they are due. Rows may be left of timers that are not
-- there any more: what counts is what the object's own row says.
CREATE TABLE ${schema}.timer (
  due bigint NOT NULL,
  set_generation bigint NOT NULL,
  set_round bigint NOT NULL,
  -- The round that took it away; it is gone when that is committed.
  gone_generation bigint,
  gone_round bigint,
  pipeline integer NOT NULL,
  domain smallint NOT NULL,
  step text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  -- Of the key's bytes: an index takes no more than some 2 700.
  key_hash bytea NOT NULL,
  key bytea NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
CREATE INDEX timer_due ON ${schema}.timer (pipeline, step, domain, due, name, key_hash);
CREATE INDEX timer_set ON ${schema}.timer (pipeline, set_generation, set_round);
CREATE INDEX timer_gone ON ${schema}.timer (pipeline, gone_round) WHERE gone_round IS NOT NULL;
COMMENT ON TABLE ${schema}.timer IS 'Timers of state objects, in milliseconds since 1970';
