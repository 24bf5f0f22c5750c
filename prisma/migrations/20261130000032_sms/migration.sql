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
