-- An emergency switch may stop the messages of one automation (D9).

ALTER TABLE "hold" ADD COLUMN "automation_id" TEXT;
CREATE INDEX "hold_automation_id_idx" ON "hold"("automation_id");
