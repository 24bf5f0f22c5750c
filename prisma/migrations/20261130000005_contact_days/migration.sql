-- The contact policy counts calendar days instead of hours (D6): 24 hours become every day.
UPDATE "organisation" SET "settings" = jsonb_set("settings", '{contactPolicy}',
  ("settings"->'contactPolicy') - 'hoursBetween' || jsonb_build_object('daysBetween',
    greatest(1, least(30, ceil(("settings"#>>'{contactPolicy,hoursBetween}')::numeric / 24)))::int))
WHERE "settings" #>> '{contactPolicy,hoursBetween}' IS NOT NULL;

-- Until when of a day what waits may leave (P2); null: the default.
ALTER TABLE "program" ADD COLUMN "latest_send_time" TEXT;
-- Which holidays of the country count, and own days beside them (S22).
ALTER TABLE "program" ADD COLUMN "holiday_kind" TEXT NOT NULL DEFAULT 'public';
ALTER TABLE "program" ADD COLUMN "holiday_days" JSONB;

-- The zone in which the nightly work runs by its schedule; null: no worker has set it up yet.
ALTER TABLE "organisation" ADD COLUMN "nightly_zone" TEXT;

-- Messages that wait for a day on which their domain has room: the line in front of a domain (D6).
CREATE TABLE "domain_wait" (
  "domain" TEXT NOT NULL,
  "source_id" TEXT NOT NULL,
  "since" TIMESTAMPTZ(3) NOT NULL,
  "day" DATE NOT NULL,
  "copies" INTEGER NOT NULL,
  CONSTRAINT "domain_wait_pkey" PRIMARY KEY ("domain", "source_id")
);
CREATE INDEX "domain_wait_source_id_idx" ON "domain_wait" ("source_id");
