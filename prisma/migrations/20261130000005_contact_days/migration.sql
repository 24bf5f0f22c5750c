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
