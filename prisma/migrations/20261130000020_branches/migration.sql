-- Branches (S15): what of a step decides where an enrollment goes, and what was decided.

ALTER TABLE "sequence"
  ADD COLUMN "tracking" JSONB NOT NULL DEFAULT '{"opens": false, "clicks": false}',
  ADD COLUMN "has_conditions" BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE "branch" ADD COLUMN "is_archived" BOOLEAN NOT NULL DEFAULT false;
-- The name of a branch that was removed is free again.
DROP INDEX "branch_sequence_id_name_key";
CREATE UNIQUE INDEX "branch_name_of_sequence" ON "branch"("sequence_id", "name") WHERE (NOT is_archived);

ALTER TABLE "step"
  ADD COLUMN "conditions" JSONB NOT NULL DEFAULT '[]',
  ADD COLUMN "fallback" JSONB,
  ADD COLUMN "decides_since" TIMESTAMPTZ(3),
  ADD COLUMN "branching_edited_at" TIMESTAMPTZ(3);

CREATE TABLE "edge_decision" (
    "enrollment_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "fallback_at" TIMESTAMPTZ(3),
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "outcome" TEXT,
    "target_kind" TEXT,
    "target_id" TEXT,

    CONSTRAINT "edge_decision_pkey" PRIMARY KEY ("enrollment_id", "step_id")
);
ALTER TABLE "edge_decision" ADD CONSTRAINT "edge_decision_enrollment_id_fkey"
  FOREIGN KEY ("enrollment_id") REFERENCES "enrollment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "edge_decision_open" ON "edge_decision"("fallback_at") WHERE (decided_at IS NULL);
