-- Changed quiet hours reach those who wait for them as a changed contact policy does, page by page (M7, D6).
ALTER TABLE "contact_policy_change" ADD COLUMN "about" TEXT NOT NULL DEFAULT 'contact_policy';

-- Who waits for them, in the order of the pages.
CREATE INDEX "enrollment_in_quiet" ON "enrollment"("id") WHERE "wait_reason" = 'quiet_hours';
CREATE INDEX "step_execution_in_quiet" ON "step_execution"("enrollment_id")
  WHERE "held_reason" = 'quiet_hours' AND "status" IN ('planned', 'ready');
