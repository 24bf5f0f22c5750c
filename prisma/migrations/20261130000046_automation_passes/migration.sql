-- Passes of automations (A2, A5, A6): their calendar as Temporal shows it, filling, confirmation and retry.

ALTER TABLE "automation"
    ADD COLUMN "schedule_version" INTEGER NOT NULL DEFAULT 1,
    ADD COLUMN "shown_version" INTEGER,
    ADD COLUMN "shown_until" TIMESTAMPTZ(3),
    ADD COLUMN "calendar_zone" TEXT;

ALTER TABLE "automation_pass"
    ADD COLUMN "compared_at" TIMESTAMPTZ(3),
    ADD COLUMN "filled_to" TEXT,
    ADD COLUMN "confirmed_size" INTEGER,
    ADD COLUMN "retried_at" TIMESTAMPTZ(3),
    ADD COLUMN "retried_by_id" TEXT,
    ADD COLUMN "created_by_id" TEXT;

ALTER TABLE "automation_record"
    ADD COLUMN "reason" TEXT,
    ADD COLUMN "taken_at" TIMESTAMPTZ(3);
