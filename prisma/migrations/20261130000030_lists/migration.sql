-- Sequences that follow a list (S17): which one, who was enrolled for being on it, and lists that are put away.

-- ---------------------------------------------------------------- list
ALTER TABLE "list" ADD COLUMN "archived_at" TIMESTAMPTZ(3);

-- ---------------------------------------------------------------- sequence
ALTER TABLE "sequence" ADD COLUMN "list_id" TEXT;
ALTER TABLE "sequence" ADD CONSTRAINT "sequence_list_id_fkey"
  FOREIGN KEY ("list_id") REFERENCES "list"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- A list serves one activated sequence, also when two are activated at one moment.
CREATE UNIQUE INDEX "sequence_one_per_list" ON "sequence"("list_id") WHERE (status = 'active'::text);

-- ---------------------------------------------------------------- list_member
-- The sequence that has taken a member in; null: the one that follows the list has it still to do.
ALTER TABLE "list_member" ADD COLUMN "sequence_id" TEXT;
CREATE INDEX "list_member_pending" ON "list_member"("list_id", "customer_id") WHERE (sequence_id IS NULL);

-- ---------------------------------------------------------------- enrollment, bulk_enrollment
ALTER TABLE "enrollment" ADD COLUMN "list_id" TEXT;
CREATE INDEX "enrollment_of_list" ON "enrollment"("list_id", "customer_id") WHERE (is_live AND list_id IS NOT NULL);
CREATE INDEX "enrollment_of_bulk" ON "enrollment"("bulk_id") WHERE (bulk_id IS NOT NULL);
ALTER TABLE "bulk_enrollment" ADD COLUMN "list_id" TEXT;
