-- How far the log was numbered.
CREATE FUNCTION log_end_v1() RETURNS bigint LANGUAGE sql VOLATILE AS
$$ SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM positions $$;
--> statement-breakpoint
-- Up to which position the whole log can be read: no commit on its way has one before it.
--
-- 1. Read how far the log was numbered.
-- 2. Then look for commits on their way: each holds a lock by where the log ended before its own numbers, which it has
--    taken before them. The lock is released only after the commit can be seen.
-- So a number up to the answer was taken by a commit that had its lock at 1. and was rid of it at 2. A statement after
-- this one sees its events.
--
-- Locks by one number are these. All others of the product are locks by two, which are kept apart from them.
CREATE FUNCTION horizon_v1() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  numbered bigint := log_end_v1();
  begun bigint;
BEGIN
  SELECT min((classid::bigint << 32) | objid::bigint) INTO begun
  FROM pg_locks
  WHERE locktype = 'advisory' AND objsubid = 1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
  RETURN least(numbered, coalesce(begun, numbered));
END $$;
--> statement-breakpoint
-- Takes the next numbers of the log: they follow one another. The lock is held for these three lines, not until the commit.
-- @return the position before them
CREATE FUNCTION take_positions_v1(taken integer) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  before bigint;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(log_end_v1());
  PERFORM pg_advisory_lock(2, 0);
  before := nextval('positions') - 1;
  PERFORM setval('positions', before + taken);
  PERFORM pg_advisory_unlock(2, 0);
  RETURN before;
END $$;
--> statement-breakpoint
-- Holds, in order, what a decision has not found and relies on not to appear: alone, with those that rely on it, too.
-- Whoever makes such things appear or disappear, holds them together with others who do.
CREATE FUNCTION hold_absences_v1(
  p_writes json, p_entries json, p_timers json, p_reads json, p_lookups json, p_timer_reads json
) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  held record;
BEGIN
  FOR held IN
    WITH writes AS (
      SELECT * FROM json_to_recordset(p_writes) AS w(kind text, id text, expected bigint, gone boolean)
    ), before AS (
      SELECT i.kind, i.id, i.name, i.value
      FROM writes w JOIN state_indexes i ON i.kind = w.kind AND i.id = w.id
    ), after AS (
      SELECT * FROM json_to_recordset(p_entries) AS e(kind text, id text, name text, value text)
    ), holds AS (
      SELECT kind || '/' || id AS what, true AS alone
      FROM json_to_recordset(p_reads) AS r(kind text, id text, version bigint) WHERE version = 0
      UNION ALL
      SELECT kind || '?' || coalesce("index" || '/' || value, ''), true
      FROM json_to_recordset(p_lookups) AS l(kind text, "index" text, value text)
      UNION ALL
      SELECT 'timer/' || key, true
      FROM json_to_recordset(p_timer_reads) AS t(key text, due bigint) WHERE due IS NULL
      UNION ALL
      SELECT kind || '/' || id, false FROM writes WHERE expected = 0
      UNION ALL
      SELECT kind || '?', false FROM writes WHERE expected = 0 OR gone
      UNION ALL
      SELECT kind || '?' || name || '/' || value, false
      FROM ((SELECT * FROM before EXCEPT SELECT * FROM after) UNION ALL (SELECT * FROM after EXCEPT SELECT * FROM before)) AS changed
      UNION ALL
      SELECT 'timer/' || key, false FROM json_to_recordset(p_timers) AS t(key text, due bigint) WHERE due IS NOT NULL
    )
    SELECT hashtext(what) AS key, bool_or(alone) AS alone FROM holds GROUP BY 1 ORDER BY 1
  LOOP
    IF held.alone THEN PERFORM pg_advisory_xact_lock(1, held.key);
    ELSE PERFORM pg_advisory_xact_lock_shared(1, held.key);
    END IF;
  END LOOP;
END $$;
--> statement-breakpoint
-- Holds the states and timers that were written or read, in order, and the states that were written for themselves alone.
-- @return the keys of what is no longer as it was read
CREATE FUNCTION stale_v1(
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

  RETURN stale || ARRAY(
    SELECT 'receipt/' || actor || '/' || operation
    FROM json_to_recordset(p_receipts) AS p(actor text, operation text)
    GROUP BY actor, operation
    HAVING count(*) > 1
      OR EXISTS (SELECT FROM receipts r WHERE r.actor = p.actor AND r.operation = p.operation)
  );
END $$;
--> statement-breakpoint
-- Writes states, their index entries, and timers.
CREATE FUNCTION write_states_v1(p_writes json, p_entries json, p_timers json, log_end bigint) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  DELETE FROM states s
  USING json_to_recordset(p_writes) AS w(kind text, id text, gone boolean)
  WHERE w.gone AND s.kind = w.kind AND s.id = w.id;
  UPDATE states s
  SET version = w.expected + 1, position = log_end, stage = w.stage, schema_version = w."schemaVersion", data = w.data
  FROM json_to_recordset(p_writes)
    AS w(kind text, id text, expected bigint, gone boolean, stage text, "schemaVersion" integer, data json)
  WHERE w.expected > 0 AND NOT w.gone AND s.kind = w.kind AND s.id = w.id;
  INSERT INTO states (kind, id, version, position, stage, schema_version, data)
  SELECT kind, id, 1, log_end, stage, "schemaVersion", data
  FROM json_to_recordset(p_writes)
    AS w(kind text, id text, expected bigint, gone boolean, stage text, "schemaVersion" integer, data json)
  WHERE expected = 0 AND NOT gone;

  DELETE FROM state_indexes i
  USING json_to_recordset(p_writes) AS w(kind text, id text)
  WHERE i.kind = w.kind AND i.id = w.id AND NOT EXISTS (
    SELECT FROM json_to_recordset(p_entries) AS e(kind text, id text, name text, value text)
    WHERE e.kind = i.kind AND e.id = i.id AND e.name = i.name AND e.value = i.value
  );
  INSERT INTO state_indexes (kind, id, name, value)
  SELECT kind, id, name, value FROM json_to_recordset(p_entries) AS e(kind text, id text, name text, value text)
  ON CONFLICT DO NOTHING;

  DELETE FROM timers t USING json_to_recordset(p_timers) AS w(key text, due bigint) WHERE w.due IS NULL AND t.key = w.key;
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
CREATE FUNCTION commit_v1(
  p_commit uuid, p_topics text[], p_writes json, p_entries json, p_events json, p_timers json, p_receipts json,
  p_reads json, p_lookups json, p_timer_reads json, OUT before bigint, OUT heads bigint[], OUT stale text[]
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  added integer := json_array_length(p_events);
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

  PERFORM hold_absences_v1(p_writes, p_entries, p_timers, p_reads, p_lookups, p_timer_reads);
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
    LEFT JOIN topics t ON t.name = topic;
    UPDATE topics t SET head = newest.position
    FROM (
      SELECT topic, commit_v1.before + max(number) AS position
      FROM json_to_recordset(p_events) AS e(number integer, topic text) GROUP BY topic
    ) AS newest
    WHERE t.name = newest.topic;
  END IF;

  IF p_commit IS NOT NULL THEN
    PERFORM write_states_v1(p_writes, p_entries, p_timers, before + added);
    INSERT INTO receipts (actor, operation, request_name, request_data, position, rejection, recorded_at)
    SELECT actor, operation, "requestName", "requestData", before + position, rejection, "recordedAt"
    FROM json_to_recordset(p_receipts) AS r(
      actor text, operation text, "requestName" text, "requestData" json, position bigint, rejection text, "recordedAt" bigint
    );
    INSERT INTO commits (id, before) VALUES (p_commit, before);
  END IF;
END $$;
