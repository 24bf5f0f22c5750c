-- Limits that are exact at the hand-over, whatever was changed since the claim, and places that come back at once (M1,
-- S14, D6).

-- ---------------------------------------------------------------- domain_wait
-- A message that the limit of the domain keeps back, not the days of its customer: it is called when a place comes back.
ALTER TABLE "domain_wait" ADD COLUMN "is_full" BOOLEAN NOT NULL DEFAULT false;

-- What a limit allows at this moment, and in how many milliseconds (null: a local day). No row: it is no more, or it is
-- kept elsewhere.
CREATE FUNCTION "limit_now"("scope" text) RETURNS TABLE("amount" int, "reach" float8)
LANGUAGE sql STABLE AS $$
  SELECT b.daily_cap, NULL::float8 FROM mailbox b WHERE scope = 'mailbox/' || b.id AND b.id = split_part(scope, '/', 2)
  UNION ALL
  SELECT b.daily_cap, NULL FROM sms_sender b WHERE scope = 'mailbox/' || b.id AND b.id = split_part(scope, '/', 2)
  UNION ALL
  SELECT 1, b.min_interval_seconds * 1000::float8 FROM mailbox b
  WHERE scope = 'mailbox/' || b.id || '/interval' AND b.id = split_part(scope, '/', 2) AND b.min_interval_seconds > 0
  UNION ALL
  SELECT (l->>'amount')::int, CASE l->>'per' WHEN 'minute' THEN 60000 WHEN 'hour' THEN 3600000 ELSE 86400000 END
  FROM sequence s, jsonb_array_elements(s.limits) l
  WHERE split_part(scope, '/', 1) = 'sequence' AND s.id = split_part(scope, '/', 2)
    AND l->>'channel' = split_part(scope, '/', 3) AND l->>'per' = split_part(scope, '/', 4)
  UNION ALL
  SELECT (o.settings->'contactPolicy'->>'perDomainPerDay')::int, NULL FROM organisation o WHERE scope LIKE 'domain/%'
$$;

-- A hand-over takes the places of its claim, at the moment at which it happens. One whose day has come to an end, or whose
-- limit has no room any more, as it is now, raises `FT001`: then nothing is handed over. A place without an amount is
-- counted and never refused.
CREATE OR REPLACE FUNCTION "enter_places"("places" jsonb, "now_at" timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  place record;
  present record;
  lowered text[];
  moment timestamptz;
  most int;
  taken int;
BEGIN
  -- The claims of a window are as many as it had room for, unless that became less since: then they come one by one. Locks
  -- of limits come before those of buckets, as in a claim.
  SELECT array_agg(p.scope) INTO lowered
  FROM jsonb_to_recordset(places) AS p(scope text, size float8, amount int, reach float8) CROSS JOIN LATERAL limit_now(p.scope) l
  WHERE p.size IS NOT NULL AND (l.amount < p.amount OR l.reach > p.reach);
  IF lowered IS NOT NULL THEN
    PERFORM lock_limits('{}', lowered);
  END IF;
  FOR place IN
    SELECT * FROM jsonb_to_recordset(places) AS p(scope text, at float8, weight int, size float8, "endsAt" float8,
      "nextAt" float8, amount int, reach float8)
    ORDER BY p.scope COLLATE "C"
  LOOP
    moment := CASE
      WHEN place.size IS NOT NULL THEN ms(ceil(extract(epoch FROM now_at) * 1000 / place.size) * place.size)
      WHEN extract(epoch FROM now_at) * 1000 >= place."endsAt" THEN ms(place."nextAt")
      ELSE ms(place.at) END;
    SELECT * INTO present FROM limit_now(place.scope);
    most := CASE WHEN place.amount IS NOT NULL THEN present.amount END;
    IF place.scope = ANY(lowered) THEN
      SELECT coalesce(sum(b.used), 0) INTO taken FROM send_bucket b
      WHERE b.scope = place.scope AND b.at > now_at - present.reach * interval '1 millisecond';
      IF taken > 0 AND taken + place.weight > most THEN
        RAISE EXCEPTION 'no place' USING ERRCODE = 'FT001';
      END IF;
    END IF;
    UPDATE send_bucket b SET claimed = greatest(b.claimed - place.weight, 0)
    WHERE b.scope = place.scope AND b.at = ms(place.at);
    INSERT INTO send_bucket AS b (scope, at, used) VALUES (place.scope, moment, place.weight)
    ON CONFLICT (scope, at) DO UPDATE SET used = b.used + place.weight
      WHERE place.size IS NOT NULL OR most IS NULL OR b.used = 0 OR b.used + place.weight <= most;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'no place' USING ERRCODE = 'FT001';
    END IF;
  END LOOP;
  RETURN true;
END $$;

-- Whether a claim lacks a place in a limit that there is now of its mailbox or its sequence, or of the domains it goes to:
-- it was set after the claim.
CREATE FUNCTION "lacks_places"("m" message) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM (
      SELECT 'mailbox/' || b.id AS scope FROM mailbox b WHERE b.id = m.mailbox_id AND b.daily_cap IS NOT NULL
      UNION ALL
      SELECT 'mailbox/' || b.id FROM sms_sender b WHERE b.id = m.sms_sender_id AND b.daily_cap IS NOT NULL
      UNION ALL
      SELECT 'mailbox/' || b.id || '/interval' FROM mailbox b WHERE b.id = m.mailbox_id AND b.min_interval_seconds > 0
      UNION ALL
      SELECT 'sequence/' || s.id || '/' || (l->>'channel') || '/' || (l->>'per')
      FROM sequence s, jsonb_array_elements(s.limits) l WHERE s.id = m.sequence_id AND l->>'channel' = m.channel) met
    WHERE NOT coalesce(m.places @> jsonb_build_array(jsonb_build_object('scope', met.scope)), false))
  OR (m.channel = 'email' AND NOT coalesce(m.places @? '$[*] ? (@.scope starts with "domain/")', false)
    AND EXISTS (SELECT FROM organisation o WHERE o.settings->'contactPolicy'->>'perDomainPerDay' IS NOT NULL))
$$;

-- Takes messages out of every line, and the places of claims of theirs that have come to nothing; `ends`: they do not want
-- to leave any more, so that nobody waits for them in front of a domain either. The last locks of a transaction. Answers the
-- limits in which there is more room now.
CREATE FUNCTION "leave_lines"("of_kind" text, "of_ids" text[], "ends" boolean) RETURNS text[]
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  scopes text[];
  domains text[] := '{}';
BEGIN
  SELECT array_agg(DISTINCT p->>'scope') INTO scopes FROM (
    SELECT t.places FROM send_ticket t WHERE t.source_kind = of_kind AND t.source_id = ANY(of_ids)
    UNION ALL
    SELECT m.places FROM message m WHERE m.source_kind = of_kind AND m.source_id = ANY(of_ids)
      AND m.places IS NOT NULL AND (m.status <> 'claimed' OR right(m.token, 6) = '/ended')) held,
    jsonb_array_elements(held.places) p;
  IF scopes IS NOT NULL THEN
    PERFORM lock_limits('{}', scopes);
    WITH gone AS (
      DELETE FROM send_ticket t WHERE t.source_kind = of_kind AND t.source_id = ANY(of_ids)
      RETURNING t.is_first, t.places),
    stray AS MATERIALIZED (
      SELECT m.id, m.places FROM message m WHERE m.source_kind = of_kind AND m.source_id = ANY(of_ids)
        AND m.places IS NOT NULL AND (m.status <> 'claimed' OR right(m.token, 6) = '/ended')
      ORDER BY m.id FOR NO KEY UPDATE SKIP LOCKED),
    dropped AS (UPDATE message m SET places = NULL FROM stray WHERE m.id = stray.id),
    given AS (
      SELECT scope, at, sum(claimed) AS claimed, sum(first) AS first, sum(booked) AS booked FROM (
        SELECT p->>'scope' AS scope, ms((p->>'at')::float8) AS at, (p->>'weight')::int AS claimed, 0 AS first, 0 AS booked
        FROM stray, jsonb_array_elements(stray.places) p
        UNION ALL
        SELECT p->>'scope', ms((p->>'at')::float8), 0, CASE WHEN is_first THEN (p->>'weight')::int ELSE 0 END,
          CASE WHEN is_first THEN 0 ELSE (p->>'weight')::int END
        FROM gone, jsonb_array_elements(gone.places) p) each GROUP BY scope, at),
    present AS MATERIALIZED (
      SELECT b.scope, b.at, given.claimed, given.first, given.booked
      FROM send_bucket b JOIN given ON given.scope = b.scope AND given.at = b.at
      ORDER BY b.scope COLLATE "C", b.at FOR UPDATE OF b)
    UPDATE send_bucket b SET claimed = greatest(b.claimed - present.claimed, 0),
      first = greatest(b.first - present.first, 0), booked = greatest(b.booked - present.booked, 0)
    FROM present WHERE b.scope = present.scope AND b.at = present.at;
  END IF;
  IF ends THEN
    WITH gone AS (DELETE FROM domain_wait w WHERE w.source_id = ANY(of_ids) RETURNING w.domain)
    SELECT coalesce(array_agg(DISTINCT 'domain/' || gone.domain), '{}') INTO domains FROM gone;
  END IF;
  RETURN coalesce(scopes, '{}') || domains;
END $$;
