-- The same functions, with the same promises, for less. What they look for is found by its key, whatever the planner has thought of the
-- tables when it was asked first: a plan that reads all receipts is right for an empty table, and was kept. And what a commit does not
-- have is not asked for: a statement costs more to begin than to run.
--
-- In PL/pgSQL its plan is kept.
CREATE OR REPLACE FUNCTION log_end_v1() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM positions);
END $$;
--> statement-breakpoint
-- Holds the states and timers that were written or read, in order, and the states that were written for themselves alone.
-- @return the keys of what is no longer as it was read
CREATE OR REPLACE FUNCTION stale_v1(
  p_writes json, p_reads json, p_lookups json, p_timer_reads json, p_receipts json
) RETURNS text[] LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  stale text[] := '{}';
  asked record;
  found_version bigint;
  found_timer timers%ROWTYPE;
BEGIN
  FOR asked IN
    SELECT * FROM (
      SELECT kind, id, expected, true AS written
      FROM json_to_recordset(p_writes) AS w(kind text, id text, expected bigint)
      UNION ALL
      SELECT kind, id, version, false FROM json_to_recordset(p_reads) AS r(kind text, id text, version bigint)
    ) AS asked
    ORDER BY kind COLLATE "C", id COLLATE "C"
  LOOP
    IF asked.written THEN
      SELECT version INTO found_version FROM states WHERE kind = asked.kind AND id = asked.id FOR NO KEY UPDATE;
    ELSE
      SELECT version INTO found_version FROM states WHERE kind = asked.kind AND id = asked.id FOR SHARE;
    END IF;
    IF coalesce(found_version, 0) <> asked.expected THEN
      stale := stale || (asked.kind || '/' || asked.id);
    END IF;
  END LOOP;

  IF json_array_length(p_lookups) > 0 THEN
    stale := stale || ARRAY(
      SELECT kind || '?' || coalesce("index" || '/' || value, '')
      FROM json_to_recordset(p_lookups) AS l(kind text, "index" text, value text, ids text[])
      WHERE ids IS DISTINCT FROM CASE WHEN "index" IS NULL
        THEN ARRAY(SELECT s.id FROM states s WHERE s.kind = l.kind ORDER BY s.id)
        ELSE ARRAY(
          SELECT i.id FROM state_indexes i
          WHERE i.kind = l.kind AND i.name = l."index" AND i.value = l.value ORDER BY i.id
        ) END
    );
  END IF;

  IF json_array_length(p_timer_reads) > 0 THEN
    FOR asked IN
      SELECT *
      FROM json_to_recordset(p_timer_reads) AS t(
        key text, due bigint, "wakeAt" bigint, "setAt" bigint, correlation text,
        "eventName" text, "eventVersion" integer, "eventData" json
      )
      ORDER BY key COLLATE "C"
    LOOP
      SELECT * INTO found_timer FROM timers WHERE key = asked.key FOR NO KEY UPDATE;
      IF (found_timer.due, found_timer.wake_at, found_timer.set_at, found_timer.correlation, found_timer.event_name)
        IS DISTINCT FROM (asked.due, asked."wakeAt", asked."setAt", asked.correlation, asked."eventName")
        -- Data of an older shape was brought up to date where it was read.
        OR found_timer.event_version = asked."eventVersion"
          AND found_timer.event_data::text IS DISTINCT FROM asked."eventData"::text
      THEN
        stale := stale || ('timer/' || asked.key);
      END IF;
    END LOOP;
  END IF;

  IF json_array_length(p_receipts) = 0 THEN RETURN stale; END IF;
  RETURN stale || ARRAY(
    SELECT 'receipt/' || actor || '/' || operation
    FROM json_to_recordset(p_receipts) AS p(actor text, operation text)
    GROUP BY actor, operation
    -- An EXISTS may be answered from a hash of the whole table.
    HAVING count(*) > 1
      OR (SELECT true FROM receipts r WHERE r.actor = p.actor AND r.operation = p.operation LIMIT 1)
  );
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
  write record;
  newest record;
  -- Whether states come or go, and whether index entries do. If another commit changes that meanwhile, the states are stale.
  states_move boolean := false;
  entries_move boolean := false;
  entries_before bigint := 0;
  entries_kept bigint := 0;
BEGIN
  heads := '{}';
  IF added > 0 THEN
    INSERT INTO topics (name)
    SELECT name FROM unnest(p_topics) AS name
    WHERE NOT EXISTS (SELECT FROM topics t WHERE t.name = name.name)
    ORDER BY name COLLATE "C"
    ON CONFLICT DO NOTHING;
    PERFORM FROM topics WHERE name = ANY (p_topics) ORDER BY name FOR NO KEY UPDATE;
    heads := ARRAY(
      SELECT t.head FROM unnest(p_topics) WITH ORDINALITY AS asked(name, number) JOIN topics t USING (name) ORDER BY number
    );
  END IF;

  IF json_array_length(p_writes) > 0 THEN
    SELECT bool_or(w.expected = 0 OR w.gone), sum(found.number) INTO states_move, entries_before
    FROM json_to_recordset(p_writes) AS w(kind text, id text, expected bigint, gone boolean)
    CROSS JOIN LATERAL (SELECT count(*) AS number FROM state_indexes i WHERE i.kind = w.kind AND i.id = w.id) AS found;
    IF json_array_length(p_entries) > 0 THEN
      SELECT sum(found.number) INTO entries_kept
      FROM json_to_recordset(p_entries) AS e(kind text, id text, name text, value text)
      CROSS JOIN LATERAL (
        SELECT count(*) AS number FROM state_indexes i
        WHERE i.kind = e.kind AND i.id = e.id AND i.name = e.name AND i.value = e.value
      ) AS found;
    END IF;
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
    INSERT INTO events
    SELECT commit_v1.before + number, topic,
      CASE WHEN topic IS NULL THEN 0
        ELSE coalesce(lag(commit_v1.before + number) OVER (PARTITION BY topic ORDER BY number), t.head) END,
      e.name, version, data, audience, operation, correlation, sequence, causation, actor, "recordedAt"
    FROM json_to_recordset(p_events) AS e(
      number integer, topic text, name text, version integer, data json, audience text[], operation text, correlation text,
      sequence integer, causation integer, actor text, "recordedAt" bigint
    )
    LEFT JOIN unnest(p_topics, commit_v1.heads) AS t(name, head) ON t.name = topic;
    FOR newest IN
      SELECT topic, max(number) AS number
      FROM json_to_recordset(p_events) AS e(number integer, topic text) WHERE topic IS NOT NULL GROUP BY topic
    LOOP
      UPDATE topics SET head = commit_v1.before + newest.number WHERE name = newest.topic;
    END LOOP;
  END IF;

  IF p_commit IS NULL THEN RETURN; END IF;
  FOR write IN
    SELECT * FROM json_to_recordset(p_writes)
      AS w(kind text, id text, expected bigint, gone boolean, stage text, "schemaVersion" integer, data json)
  LOOP
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
    FOR write IN
      SELECT key FROM json_to_recordset(p_timers) AS w(key text, due bigint) WHERE due IS NULL
    LOOP
      DELETE FROM timers WHERE key = write.key;
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
