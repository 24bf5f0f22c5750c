-- Sms (S3, M1, M7): numbers to send from, and what the ledger keeps of a message that left over a gateway.

-- ---------------------------------------------------------------- sms_sender
CREATE TABLE "sms_sender" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "daily_cap" INTEGER,
    "languages" TEXT[],
    "status" TEXT NOT NULL,
    "status_reason" TEXT,
    "status_at" TIMESTAMPTZ(3),
    "retired_at" TIMESTAMPTZ(3),
    "successor_id" TEXT,
    "probe_at" TIMESTAMPTZ(3),
    "probe_domains" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "failures" INTEGER NOT NULL,
    "verified_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sms_sender_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "sms_sender_name_key_key" ON "sms_sender"("name_key");
CREATE UNIQUE INDEX "sms_sender_number_key" ON "sms_sender"("number");

-- Who sends in place of an sms sender: itself, or the first of its successors that is not retired; null: nobody (S24).
CREATE FUNCTION sms_sender_heir(asked text) RETURNS text LANGUAGE sql STABLE AS $$
  WITH RECURSIVE line AS (
    SELECT m.id, m.successor_id, m.retired_at FROM sms_sender m WHERE m.id = asked
    UNION
    SELECT m.id, m.successor_id, m.retired_at
    FROM line JOIN sms_sender m ON m.id = line.successor_id WHERE line.retired_at IS NOT NULL)
  SELECT line.id FROM line WHERE line.retired_at IS NULL LIMIT 1
$$;

-- ---------------------------------------------------------------- sequence, message
ALTER TABLE "sequence" ADD COLUMN "sms_sender_id" TEXT;
ALTER TABLE "message" ADD COLUMN "sms_sender_id" TEXT;
-- Of an sms: how many parts it was sent in (M7), and its id at the gateway.
ALTER TABLE "message" ADD COLUMN "segments" SMALLINT;
ALTER TABLE "message" ADD COLUMN "gateway_id" TEXT;
-- Not unique: a gateway that repeats its ids must not put a message in doubt that was sent.
CREATE INDEX "message_gateway" ON "message"("gateway_id") WHERE "gateway_id" IS NOT NULL;

-- ---------------------------------------------------------------- limits
-- A hand-over takes the places of its claim, at the moment at which it happens. One whose day has come to an end, or has
-- no room any more, raises `FT001`: then nothing is handed over.
CREATE OR REPLACE FUNCTION "enter_places"("places" jsonb, "now_at" timestamptz) RETURNS boolean
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
      IF NOT FOUND THEN
        SELECT daily_cap INTO most FROM sms_sender WHERE id = substr(place.scope, 9);
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
