-- A change of many that was taken back is taken back once.
ALTER TABLE "bulk_change" ADD COLUMN "undone_at" TIMESTAMPTZ(3);
