-- Limits with a line (M1, S14): what each limit has let go and has promised, in buckets, and one ticket a waiter.

-- ---------------------------------------------------------------- send_limit
-- A row is the lock of a limit. What a limit has let go is counted anew from the ledger by the first who asks, so that
-- what left today before this counts.
ALTER TABLE "send_limit" ALTER COLUMN "next_free_at" DROP NOT NULL;
ALTER TABLE "send_limit" ALTER COLUMN "day" DROP NOT NULL;
ALTER TABLE "send_limit" ALTER COLUMN "used" DROP NOT NULL;
DELETE FROM "send_limit";
-- ---------------------------------------------------------------- send_bucket, send_ticket
CREATE TABLE "send_bucket" (
    "scope" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "used" INTEGER NOT NULL DEFAULT 0,
    "claimed" INTEGER NOT NULL DEFAULT 0,
    "first" INTEGER NOT NULL DEFAULT 0,
    "booked" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "send_bucket_pkey" PRIMARY KEY ("scope", "at")
);

CREATE TABLE "send_ticket" (
    "source_kind" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "held_by" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "opens_at" TIMESTAMPTZ(3) NOT NULL,
    "is_first" BOOLEAN NOT NULL,
    "places" JSONB NOT NULL,

    CONSTRAINT "send_ticket_pkey" PRIMARY KEY ("source_kind", "source_id")
);
CREATE INDEX "send_ticket_lane_at_idx" ON "send_ticket"("lane", "at");
CREATE INDEX "send_ticket_held_by_due_at_idx" ON "send_ticket"("held_by", "due_at");

-- ---------------------------------------------------------------- message, sequence
-- The places of a claim that is on its way.
ALTER TABLE "message" ADD COLUMN "places" JSONB;
CREATE INDEX "message_places" ON "message"("id") WHERE "places" IS NOT NULL;

ALTER TABLE "sequence" ADD COLUMN "limits" JSONB NOT NULL DEFAULT '[]';

-- Locks the rows of limits, in the order that all keep to, and makes those that are missing; of `others` those that there
-- are. Answers which were made just now.
CREATE FUNCTION "lock_limits"("scopes" text[], "others" text[]) RETURNS text[]
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  made text[] := '{}';
  each text;
BEGIN
  FOR each IN SELECT DISTINCT s COLLATE "C" FROM unnest(scopes || others) s ORDER BY 1 LOOP
    PERFORM FROM send_limit WHERE scope = each FOR UPDATE;
    CONTINUE WHEN FOUND OR NOT each = ANY(scopes);
    INSERT INTO send_limit (scope) VALUES (each) ON CONFLICT DO NOTHING;
    IF FOUND THEN
      made := made || each;
    ELSE
      PERFORM FROM send_limit WHERE scope = each FOR UPDATE;
    END IF;
  END LOOP;
  RETURN made;
END $$;

-- Locks the limits that a message meets, with those of its ticket and of an earlier claim, and answers what decides about
-- its place. `spans` says of each scope how far back it looks, in milliseconds. A statement of its own takes each
-- snapshot: what the holder of a lock committed is seen.
CREATE FUNCTION "see_limits"(
  "of_kind" text, "of_id" text, "scopes" text[], "spans" float8[], "of_lane" text, "passes" boolean, "asked_at" timestamptz
) RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  made text[];
  own send_ticket;
  stale jsonb;
  last send_ticket;
  since timestamptz;
BEGIN
  made := lock_limits(scopes, ARRAY(
    SELECT p->>'scope' FROM send_ticket t, jsonb_array_elements(t.places) p
    WHERE t.source_kind = of_kind AND t.source_id = of_id
    UNION ALL
    SELECT p->>'scope' FROM message m, jsonb_array_elements(m.places) p
    WHERE m.source_kind = of_kind AND m.source_id = of_id AND m.places IS NOT NULL));
  SELECT * INTO own FROM send_ticket t WHERE t.source_kind = of_kind AND t.source_id = of_id;
  SELECT m.places INTO stale FROM message m WHERE m.source_kind = of_kind AND m.source_id = of_id;
  IF own.source_id IS NULL AND NOT passes THEN
    SELECT * INTO last FROM send_ticket t WHERE t.lane = of_lane AND NOT t.is_first ORDER BY t.at DESC LIMIT 1;
  END IF;
  since := greatest(asked_at, last.at);
  RETURN jsonb_build_object(
    'made', to_jsonb(made),
    'places', stale,
    'last', CASE WHEN last.at IS NOT NULL THEN jsonb_build_object('at', extract(epoch FROM last.at) * 1000,
      'heldBy', last.held_by) END,
    'ticket', CASE WHEN own.source_id IS NOT NULL THEN jsonb_build_object('lane', own.lane, 'heldBy', own.held_by,
      'isFirst', own.is_first, 'at', extract(epoch FROM own.at) * 1000, 'places', own.places) END,
    'buckets', (
      SELECT coalesce(jsonb_agg(jsonb_build_object('scope', b.scope, 'at', extract(epoch FROM b.at) * 1000,
        'used', b.used, 'claimed', b.claimed, 'first', b.first, 'booked', b.booked)), '[]'::jsonb)
      FROM unnest(scopes, spans) l(scope, span)
      CROSS JOIN LATERAL (
        SELECT (SELECT ms((p->>'at')::float8) FROM jsonb_array_elements(own.places) p WHERE p->>'scope' = l.scope) AS at) mine
      JOIN send_bucket b ON b.scope = l.scope AND b.at > since - l.span * interval '1 millisecond'
      -- Who has a place, or passes the line, asks about what is before it only.
      WHERE (mine.at IS NULL AND NOT passes) OR b.used > 0 OR b.claimed > 0 OR b.first > 0 OR b.at <= mine.at));
END $$;

-- A hand-over takes the places of its claim, at the moment at which it happens. One whose day has come to an end, or has
-- no room any more, raises `FT001`: then nothing is handed over.
CREATE FUNCTION "enter_places"("places" jsonb, "now_at" timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  place record;
  moment timestamptz;
  most int;
BEGIN
  FOR place IN
    SELECT * FROM jsonb_to_recordset(places) AS p(scope text, at float8, weight int, size float8, "endsAt" float8,
      "nextAt" float8, amount int)
    ORDER BY p.scope COLLATE "C"
  LOOP
    moment := CASE
      WHEN place.size IS NOT NULL THEN ms(ceil(extract(epoch FROM now_at) * 1000 / place.size) * place.size)
      WHEN extract(epoch FROM now_at) * 1000 >= place."endsAt" THEN ms(place."nextAt")
      ELSE ms(place.at) END;
    most := place.amount;
    -- The cap as it is now: it may have been lowered since.
    IF place.scope LIKE 'mailbox/%' AND place.size IS NULL THEN
      SELECT daily_cap INTO most FROM mailbox WHERE id = substr(place.scope, 9);
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
