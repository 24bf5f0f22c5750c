-- A bulk enrollment asks after each chunk whose workflows are to be started: of 50,000 rows it reads those alone.
CREATE INDEX "enrollment_of_bulk_not_started" ON "enrollment"("bulk_id")
  WHERE "bulk_id" IS NOT NULL AND "started_at" IS NULL AND "is_live";
