-- The branch in which a task was done: its step may be moved to another one afterwards (S6, S20).
ALTER TABLE "step_execution" ADD COLUMN "branch_id" TEXT;

CREATE OR REPLACE FUNCTION "note_sequence_version"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.sequence_version := (SELECT q.version FROM sequence q WHERE q.id = NEW.sequence_id);
  NEW.branch_id := (SELECT t.branch_id FROM step t WHERE t.id = NEW.step_id);
  RETURN NEW;
END $$;

-- What was done before that was noted stands where its step stands.
CREATE FUNCTION "mark_result_step"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO result_mark (customer_id)
  SELECT DISTINCT f.customer_id FROM result_fact f WHERE f.sequence_id = NEW.sequence_id AND f.step_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER "result_step_moved" AFTER UPDATE ON "step" FOR EACH ROW
  WHEN (OLD.branch_id <> NEW.branch_id) EXECUTE FUNCTION "mark_result_step"();

-- Rows of a figure are read the latest first, by when they were done.
CREATE INDEX "result_fact_sequence_id_at_execution_id_idx" ON "result_fact"("sequence_id", "at", "execution_id");
CREATE INDEX "result_fact_at_execution_id_idx" ON "result_fact"("at", "execution_id");
DROP INDEX "result_fact_sequence_id_execution_id_idx";
