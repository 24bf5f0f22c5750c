-- Mails that a language model was asked about (I8), and what came of it.
CREATE TABLE "mail_reading" (
    "mail_id" TEXT NOT NULL,
    "claim" TEXT,
    "claimed_until" TIMESTAMPTZ(3),
    "retry_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL,
    "failure_code" TEXT,
    -- Pieces of the answer that were dropped, by reason.
    "dropped" JSONB NOT NULL,
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "mail_reading_pkey" PRIMARY KEY ("mail_id")
);
CREATE INDEX "mail_reading_open" ON "mail_reading"("mail_id") WHERE (read_at IS NULL);

-- Of the mails that are to be read: replies of the last days, whose effects are done.
CREATE INDEX "mail_readable" ON "mail"("received_at") WHERE (verdict = 'reply'::text AND NOT is_history);
