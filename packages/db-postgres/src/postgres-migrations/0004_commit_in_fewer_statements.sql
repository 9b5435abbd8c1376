-- The same functions, with the same promises, for less: a statement costs more to begin than to run. What comes as JSON is parsed once,
-- topics are held and read in one statement, and what one expression can say is no statement.
--
-- As the states of a commit arrive in JSON.
CREATE TYPE commit_write_v1 AS (
  kind text, id text, expected bigint, gone boolean, stage text, "schemaVersion" integer, data json
);
--> statement-breakpoint
CREATE OR REPLACE FUNCTION log_end_v1() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN coalesce(pg_sequence_last_value('positions'), 0);
END $$;
--> statement-breakpoint
-- Takes the next numbers of the log: they follow one another. The lock is held for these three lines, not until the commit.
-- @return the position before them
CREATE OR REPLACE FUNCTION take_positions_v1(taken integer) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  before bigint;
  -- An assignment is evaluated by itself; PERFORM would make a statement of it.
  done boolean;
BEGIN
  done := pg_advisory_xact_lock_shared(coalesce(pg_sequence_last_value('positions'), 0)) IS NULL;
  done := pg_advisory_lock(2, 0) IS NULL;
  before := nextval('positions') - 1;
  done := setval('positions', before + taken) IS NULL;
  done := pg_advisory_unlock(2, 0);
  RETURN before;
END $$;
--> statement-breakpoint
-- One commit, one statement: a server that dies in the middle holds no locks between two.
--
-- 1. Hold the topics of the events, in order. Whoever waits here for another, waits for the end of that commit.
-- 2. Hold what was not found, then the states and timers, each in order; name all that is stale, and leave nothing.
-- 3. Take the numbers, while the topics are held: in a topic, numbers grow in the order of commits.
-- 4. Write everything, and note that this commit stands.
--
-- @param p_commit null for a commit that only checks what was read
-- @return the position before the commit's first event, and the heads of `p_topics` before it; or the keys of what is stale
CREATE OR REPLACE FUNCTION commit_v1(
  p_commit uuid, p_topics text[], p_writes json, p_entries json, p_events json, p_timers json, p_receipts json,
  p_reads json, p_lookups json, p_timer_reads json, OUT before bigint, OUT heads bigint[], OUT stale text[]
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  added integer := json_array_length(p_events);
  writes commit_write_v1[];
  write commit_write_v1;
  cancelled text;
  -- Whether states come or go, and whether index entries do. If another commit changes that meanwhile, the states are stale.
  states_move boolean := false;
  entries_move boolean := false;
  entries_before bigint;
  entries_kept bigint;
  heads_after bigint[];
BEGIN
  heads := '{}';
  IF cardinality(p_topics) > 0 THEN
    heads := ARRAY(SELECT head FROM topics WHERE name = ANY (p_topics) ORDER BY name FOR NO KEY UPDATE);
    IF cardinality(heads) < cardinality(p_topics) THEN
      INSERT INTO topics (name) SELECT name FROM unnest(p_topics) AS name ORDER BY name COLLATE "C" ON CONFLICT DO NOTHING;
      heads := ARRAY(SELECT head FROM topics WHERE name = ANY (p_topics) ORDER BY name FOR NO KEY UPDATE);
    END IF;
    IF cardinality(heads) > 1 THEN
      heads := ARRAY(
        SELECT t.head FROM unnest(p_topics) WITH ORDINALITY AS asked(name, number) JOIN topics t USING (name) ORDER BY number
      );
    END IF;
  END IF;

  IF json_array_length(p_writes) > 0 THEN
    writes := ARRAY(SELECT w FROM json_populate_recordset(NULL::commit_write_v1, p_writes) AS w);
    FOREACH write IN ARRAY writes LOOP
      states_move := states_move OR write.expected = 0 OR write.gone;
    END LOOP;
    SELECT sum(found.number), sum(found.kept) INTO entries_before, entries_kept
    FROM unnest(writes) AS w CROSS JOIN LATERAL (
      SELECT count(*) AS number, count(e.name) AS kept
      FROM state_indexes i LEFT JOIN json_to_recordset(p_entries) AS e(kind text, id text, name text, value text)
        ON e.kind = i.kind AND e.id = i.id AND e.name = i.name AND e.value = i.value
      WHERE i.kind = w.kind AND i.id = w.id
    ) AS found;
    entries_move := entries_before <> entries_kept OR entries_kept <> json_array_length(p_entries);
  END IF;
  IF states_move OR entries_move OR json_array_length(p_lookups) > 0 OR json_array_length(p_timer_reads) > 0
    OR (json_array_length(p_reads) > 0
      AND EXISTS (SELECT FROM json_to_recordset(p_reads) AS r(version bigint) WHERE version = 0))
  THEN
    PERFORM hold_absences_v1(p_writes, p_entries, p_timers, p_reads, p_lookups, p_timer_reads);
  ELSIF json_array_length(p_timers) > 0 THEN
    PERFORM pg_advisory_xact_lock_shared(1, held.key)
    FROM (
      SELECT DISTINCT hashtext('timer/' || key) AS key
      FROM json_to_recordset(p_timers) AS t(key text, due bigint) WHERE due IS NOT NULL ORDER BY 1
    ) AS held;
  END IF;
  stale := stale_v1(p_writes, p_reads, p_lookups, p_timer_reads, p_receipts);
  IF cardinality(stale) > 0 THEN RETURN; END IF;

  IF added = 0 THEN
    before := log_end_v1();
  ELSE
    before := take_positions_v1(added);
    WITH told AS (
      INSERT INTO events
      SELECT commit_v1.before + number, topic,
        CASE WHEN topic IS NULL THEN 0
          ELSE coalesce(
            lag(commit_v1.before + number) OVER (PARTITION BY topic ORDER BY number),
            commit_v1.heads[array_position(p_topics, topic)]
          ) END,
        e.name, version, data, audience, operation, correlation, sequence, causation, actor, "recordedAt"
      FROM json_to_recordset(p_events) AS e(
        number integer, topic text, name text, version integer, data json, audience text[], operation text, correlation text,
        sequence integer, causation integer, actor text, "recordedAt" bigint
      )
      RETURNING topic, position
    )
    SELECT array_agg(head ORDER BY number) INTO heads_after FROM (
      SELECT array_position(p_topics, topic) AS number, max(position) AS head FROM told WHERE topic IS NOT NULL GROUP BY topic
    ) AS grown;
    UPDATE topics SET head = heads_after[array_position(p_topics, name)] WHERE name = ANY (p_topics);
  END IF;

  IF p_commit IS NULL THEN RETURN; END IF;
  FOREACH write IN ARRAY coalesce(writes, '{}') LOOP
    IF write.gone THEN
      DELETE FROM states WHERE kind = write.kind AND id = write.id;
    ELSIF write.expected = 0 THEN
      INSERT INTO states (kind, id, version, position, stage, schema_version, data)
      VALUES (write.kind, write.id, 1, before + added, write.stage, write."schemaVersion", write.data);
    ELSE
      UPDATE states
      SET version = write.expected + 1, position = before + added, stage = write.stage,
        schema_version = write."schemaVersion", data = write.data
      WHERE kind = write.kind AND id = write.id;
    END IF;
    IF entries_move THEN
      DELETE FROM state_indexes i
      WHERE i.kind = write.kind AND i.id = write.id AND NOT EXISTS (
        SELECT FROM json_to_recordset(p_entries) AS e(kind text, id text, name text, value text)
        WHERE e.kind = i.kind AND e.id = i.id AND e.name = i.name AND e.value = i.value
      );
    END IF;
  END LOOP;
  IF entries_move THEN
    INSERT INTO state_indexes (kind, id, name, value)
    SELECT kind, id, name, value FROM json_to_recordset(p_entries) AS e(kind text, id text, name text, value text)
    ON CONFLICT DO NOTHING;
  END IF;

  IF json_array_length(p_timers) > 0 THEN
    FOR cancelled IN
      SELECT key FROM json_to_recordset(p_timers) AS w(key text, due bigint) WHERE due IS NULL
    LOOP
      DELETE FROM timers WHERE key = cancelled;
    END LOOP;
    INSERT INTO timers (
      key, due, wake_at, event_name, event_version, event_data,
      update_every, update_name, update_version, update_data, correlation, set_at
    )
    SELECT * FROM json_to_recordset(p_timers) AS w(
      key text, due bigint, "wakeAt" bigint, "eventName" text, "eventVersion" integer, "eventData" json,
      "updateEvery" bigint, "updateName" text, "updateVersion" integer, "updateData" json, correlation text, "setAt" bigint
    )
    WHERE due IS NOT NULL
    ORDER BY key COLLATE "C"
    ON CONFLICT (key) DO UPDATE SET
      due = excluded.due, wake_at = excluded.wake_at,
      event_name = excluded.event_name, event_version = excluded.event_version, event_data = excluded.event_data,
      update_every = excluded.update_every, update_name = excluded.update_name,
      update_version = excluded.update_version, update_data = excluded.update_data,
      correlation = excluded.correlation, set_at = excluded.set_at;
  END IF;
  IF json_array_length(p_receipts) > 0 THEN
    INSERT INTO receipts (actor, operation, request_name, request_data, position, rejection, recorded_at)
    SELECT actor, operation, "requestName", "requestData", before + position, rejection, "recordedAt"
    FROM json_to_recordset(p_receipts) AS r(
      actor text, operation text, "requestName" text, "requestData" json, position bigint, rejection text, "recordedAt" bigint
    );
  END IF;
  INSERT INTO commits (id, before) VALUES (p_commit, before);
END $$;
