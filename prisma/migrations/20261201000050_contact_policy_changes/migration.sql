-- A contact policy that was changed reaches what it defers page by page (D6): how far it has come.
CREATE TABLE "contact_policy_change" (
  "id" TEXT NOT NULL,
  "n" BIGSERIAL NOT NULL,
  "is_again" BOOLEAN NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "source_kind" TEXT NOT NULL,
  "behind" TEXT NOT NULL DEFAULT '',
  "ended_at" TIMESTAMPTZ(3),
  CONSTRAINT "contact_policy_change_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "contact_policy_change_n_key" UNIQUE ("n")
);
CREATE INDEX "contact_policy_change_open" ON "contact_policy_change"("n") WHERE "ended_at" IS NULL;

-- What it defers, in the order of the pages.
CREATE INDEX "step_execution_deferred" ON "step_execution"("enrollment_id")
  WHERE "held_reason" = 'contact_policy' AND "status" IN ('planned', 'ready');
CREATE INDEX "scheduled_touchpoint_deferred" ON "scheduled_touchpoint"("id")
  WHERE "held_reason" = 'contact_policy' AND "status" = 'approved';
