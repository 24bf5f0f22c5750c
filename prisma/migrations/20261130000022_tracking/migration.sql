-- Opens and clicks (T1, T2): where they are watched for, what was watched of a message, and the hits.

-- ---------------------------------------------------------------- sequence, program
ALTER TABLE "sequence" ADD COLUMN IF NOT EXISTS "tracking" JSONB NOT NULL DEFAULT '{"opens": false, "clicks": false}';
ALTER TABLE "sequence" ALTER COLUMN "tracking" SET DEFAULT '{"opens": false, "clicks": false, "leaveAlone": []}';
UPDATE "sequence" SET "tracking" = '{"leaveAlone": []}' || "tracking";
ALTER TABLE "program" ADD COLUMN "tracking" JSONB NOT NULL DEFAULT '{"opens": false, "clicks": false, "leaveAlone": []}';

-- ---------------------------------------------------------------- message
ALTER TABLE "message" ADD COLUMN "tracking" JSONB;

-- ---------------------------------------------------------------- tracking_hit
CREATE TABLE "tracking_hit" (
    "id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "n" SMALLINT NOT NULL,
    "kind" TEXT NOT NULL,
    "link" SMALLINT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "times" INTEGER NOT NULL DEFAULT 1,
    "signs" TEXT[],
    "source_hash" TEXT,
    "verdict" TEXT,
    "reasons" TEXT[],
    "judged_at" TIMESTAMPTZ(3),

    CONSTRAINT "tracking_hit_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "tracking_hit" ADD CONSTRAINT "tracking_hit_message_id_fkey"
  FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "tracking_hit_message_id_n_kind_link_occurred_at_idx"
  ON "tracking_hit"("message_id", "n", "kind", "link", "occurred_at");
CREATE INDEX "tracking_hit_unjudged" ON "tracking_hit"("occurred_at") WHERE (judged_at IS NULL);
CREATE INDEX "tracking_hit_source" ON "tracking_hit"("occurred_at") WHERE (source_hash IS NOT NULL);

-- ---------------------------------------------------------------- message_recipient
-- Copies of which nobody knows whether they arrived: a click tells.
CREATE INDEX "message_recipient_uncertain" ON "message_recipient"("message_id") WHERE (status = 'uncertain'::text AND n > 1);
