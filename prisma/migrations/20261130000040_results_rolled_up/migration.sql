-- Results (S20) are answered without reading what they count, at a million messages too: sums of months, money by group with
-- each payment once, and enrollments. All of it is derived, so everything is counted anew by the first passes.

-- ---------------------------------------------------------------- result_month
-- Like `result_sum`, by month: `day` is its first.
CREATE TABLE "result_month" (
    "label_id" TEXT NOT NULL,
    "sequence_id" TEXT NOT NULL,
    "branch_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "channel" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "sent" INTEGER NOT NULL,
    "delivered" INTEGER NOT NULL,
    "opened" INTEGER NOT NULL,
    "opened_machine" INTEGER NOT NULL,
    "opened_unclear" INTEGER NOT NULL,
    "clicked" INTEGER NOT NULL,
    "clicked_machine" INTEGER NOT NULL,
    "clicked_unclear" INTEGER NOT NULL,
    "replied" INTEGER NOT NULL,
    "bounced" INTEGER NOT NULL,
    "unsubscribed" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "done" INTEGER NOT NULL,

    CONSTRAINT "result_month_pkey"
      PRIMARY KEY ("label_id", "sequence_id", "step_id", "branch_id", "user_id", "version", "day", "channel", "outcome")
);

-- ---------------------------------------------------------------- result_money
-- A payment behind several steps of a group is in a row for each of them: `gap` is how many days the step came after the one
-- before it in the same group, a great many for the first. So each period counts it once: where the one before is outside.
CREATE TABLE "result_money" (
    "by" TEXT NOT NULL,
    "sequence_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "gap" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "amount" DECIMAL(20,4) NOT NULL,
    "movements" INTEGER NOT NULL,

    CONSTRAINT "result_money_pkey" PRIMARY KEY ("by", "sequence_id", "key", "day", "gap", "currency")
);

-- ---------------------------------------------------------------- result_enrolled, result_enrolled_sum
CREATE TABLE "result_enrolled" (
    "enrollment_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "sequence_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "state" TEXT NOT NULL,
    "is_started" BOOLEAN NOT NULL,
    "label_ids" TEXT[],

    CONSTRAINT "result_enrolled_pkey" PRIMARY KEY ("enrollment_id")
);
CREATE INDEX "result_enrolled_customer_id_idx" ON "result_enrolled"("customer_id");
CREATE INDEX "result_enrolled_sequence_id_day_idx" ON "result_enrolled"("sequence_id", "day");

CREATE TABLE "result_enrolled_sum" (
    "label_id" TEXT NOT NULL,
    "sequence_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "state" TEXT NOT NULL,
    "is_started" BOOLEAN NOT NULL,
    "enrollments" INTEGER NOT NULL,

    CONSTRAINT "result_enrolled_sum_pkey" PRIMARY KEY ("label_id", "sequence_id", "day", "state", "is_started")
);

-- ---------------------------------------------------------------- result_payment, result_fact, result_sum, hold
ALTER TABLE "result_payment" ADD COLUMN "label_ids" TEXT[];
CREATE INDEX "result_payment_day_idx" ON "result_payment"("day");
-- The comparison with a recount looks at a month of a sequence at a time.
CREATE INDEX "result_fact_sequence_id_day_idx" ON "result_fact"("sequence_id", "day");
CREATE INDEX "hold_open_of_enrollment" ON "hold"("enrollment_id") WHERE ended_at IS NULL AND scope = 'enrollment';

-- ---------------------------------------------------------------- who is marked
CREATE TRIGGER "result_enrolled_insert" AFTER INSERT ON "enrollment" FOR EACH ROW EXECUTE FUNCTION "mark_result_row"();
CREATE TRIGGER "result_enrolled_update" AFTER UPDATE ON "enrollment" FOR EACH ROW
  WHEN (OLD.status <> NEW.status OR OLD.is_live <> NEW.is_live OR OLD.sequence_id <> NEW.sequence_id)
  EXECUTE FUNCTION "mark_result_row"();
-- An enrollment has begun when a step is done, whoever did it.
CREATE TRIGGER "result_begun_insert" AFTER INSERT ON "step_execution" FOR EACH ROW
  WHEN (NEW.status = 'done' AND NOT NEW.is_manual) EXECUTE FUNCTION "mark_result_row"();
CREATE TRIGGER "result_begun_update" AFTER UPDATE ON "step_execution" FOR EACH ROW
  WHEN (OLD.status <> NEW.status AND 'done' IN (OLD.status, NEW.status) AND NOT NEW.is_manual)
  EXECUTE FUNCTION "mark_result_row"();

CREATE OR REPLACE FUNCTION "mark_result_everybody"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO result_mark (customer_id) SELECT DISTINCT customer_id FROM enrollment;
  RETURN NULL;
END $$;

TRUNCATE "result_mark", "result_fact", "result_sum", "result_payment", "result_check";
INSERT INTO "result_mark" ("customer_id") SELECT DISTINCT "customer_id" FROM "enrollment";
