-- AlterTable
ALTER TABLE "message" ADD COLUMN     "run_id" TEXT;

-- AlterTable
ALTER TABLE "step_execution" ADD COLUMN     "force_reason" TEXT;

-- AlterTable
ALTER TABLE "action" ADD COLUMN     "force_reason" TEXT;

-- CreateTable
CREATE TABLE "template" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body_html" TEXT NOT NULL,
    "body_text" TEXT,
    "version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "template_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "program" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "description" TEXT,
    "status" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "send_days" INTEGER[],
    "send_time" TEXT NOT NULL,
    "every_weeks" INTEGER NOT NULL,
    "start_date" DATE NOT NULL,
    "mailbox_id" TEXT,
    "matching" TEXT NOT NULL,
    "auto_enroll" BOOLEAN NOT NULL,
    "surge_factor" DECIMAL(6,2) NOT NULL,
    "holiday_country" TEXT,
    "holiday_region" TEXT,
    "holiday_rule" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "schedule_version" INTEGER NOT NULL,
    "scheduled_from" TIMESTAMPTZ(3) NOT NULL,
    "shown_schedule_version" INTEGER NOT NULL,
    "plan_version" INTEGER NOT NULL,
    "planned_version" INTEGER NOT NULL,
    "current_run_id" TEXT,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "program_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "touchpoint" (
    "id" TEXT NOT NULL,
    "program_id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "offset_days" INTEGER NOT NULL,
    "level" TEXT NOT NULL,
    "delivery" TEXT NOT NULL,
    "content_mode" TEXT NOT NULL,
    "template_id" TEXT,
    "subject" TEXT,
    "body_html" TEXT,
    "body_text" TEXT,
    "prompt" TEXT,
    "contact_types" TEXT[],
    "cc" TEXT[],
    "bcc" TEXT[],
    "cc_owner" BOOLEAN NOT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "touchpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "program_enrollment" (
    "program_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "is_enrolled" BOOLEAN NOT NULL,
    "is_explicit" BOOLEAN NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_by_id" TEXT NOT NULL,

    CONSTRAINT "program_enrollment_pkey" PRIMARY KEY ("program_id","customer_id")
);

-- CreateTable
CREATE TABLE "program_run" (
    "id" TEXT NOT NULL,
    "program_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "local_date" DATE NOT NULL,
    "nominal_at" TIMESTAMPTZ(3) NOT NULL,
    "schedule_version" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "skip_reason" TEXT,
    "held_reason" TEXT,
    "request_id" TEXT,
    "deadline_at" TIMESTAMPTZ(3),
    "produced" INTEGER NOT NULL,
    "skipped" INTEGER NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "generated_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "wake_at" TIMESTAMPTZ(3),

    CONSTRAINT "program_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "program_plan" (
    "program_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "requested_by_id" TEXT NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "added" INTEGER NOT NULL,
    "moved" INTEGER NOT NULL,
    "removed" INTEGER NOT NULL,

    CONSTRAINT "program_plan_pkey" PRIMARY KEY ("program_id","version")
);

-- CreateTable
CREATE TABLE "review_batch" (
    "id" TEXT NOT NULL,
    "program_id" TEXT NOT NULL,
    "touchpoint_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "send_date" DATE NOT NULL,
    "delivery" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "deadline_at" TIMESTAMPTZ(3),
    "decided_by_id" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "wake_at" TIMESTAMPTZ(3),

    CONSTRAINT "review_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "scheduled_touchpoint" (
    "id" TEXT NOT NULL,
    "program_id" TEXT NOT NULL,
    "touchpoint_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "invoice_id" TEXT,
    "level" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "decision" TEXT,
    "reason" TEXT,
    "planned_on" DATE NOT NULL,
    "planned_at" TIMESTAMPTZ(3) NOT NULL,
    "plan_version" INTEGER NOT NULL,
    "run_id" TEXT,
    "batch_id" TEXT,
    "superseded_by_id" TEXT,
    "days_overdue" INTEGER,
    "rank" INTEGER,
    "content" JSONB,
    "content_hash" TEXT,
    "facts" JSONB,
    "ar_version" INTEGER,
    "message_id" TEXT,
    "edited_by_id" TEXT,
    "edited_at" TIMESTAMPTZ(3),
    "decided_by_id" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "returned_at" TIMESTAMPTZ(3),
    "returned_for" JSONB,
    "held_reason" TEXT,
    "held_until" TIMESTAMPTZ(3),
    "slot_at" TIMESTAMPTZ(3),
    "wake_at" TIMESTAMPTZ(3),
    "error_code" TEXT,
    "error_detail" TEXT,
    "force_reason" TEXT,
    "history" JSONB NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "scheduled_touchpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prompt_answer" (
    "id" TEXT NOT NULL,
    "source_kind" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "prompt" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "answer" TEXT,
    "problems" JSONB NOT NULL,
    "facts_hash" TEXT NOT NULL,
    "input_tokens" INTEGER,
    "output_tokens" INTEGER,
    "duration_ms" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "prompt_answer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "template_name_key_key" ON "template"("name_key");

-- CreateIndex
CREATE UNIQUE INDEX "program_name_key_key" ON "program"("name_key");

-- CreateIndex
CREATE INDEX "program_unplanned" ON "program"("id") WHERE (planned_version < plan_version);

-- CreateIndex
CREATE INDEX "touchpoint_program_id_idx" ON "touchpoint"("program_id");

-- CreateIndex
CREATE UNIQUE INDEX "touchpoint_one_per_offset" ON "touchpoint"("program_id", "offset_days", "level") WHERE (archived_at IS NULL);

-- CreateIndex
CREATE INDEX "program_enrollment_customer_id_idx" ON "program_enrollment"("customer_id");

-- CreateIndex
CREATE INDEX "program_run_expected" ON "program_run"("nominal_at") WHERE (status = 'expected'::text);

-- CreateIndex
CREATE INDEX "program_run_wake" ON "program_run"("wake_at") WHERE (wake_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "program_run_program_id_nominal_at_idx" ON "program_run"("program_id", "nominal_at");

-- CreateIndex
CREATE UNIQUE INDEX "program_run_one_a_day" ON "program_run"("program_id", "local_date") WHERE (kind = 'scheduled'::text);

-- CreateIndex
CREATE UNIQUE INDEX "program_run_program_id_request_id_key" ON "program_run"("program_id", "request_id");

-- CreateIndex
CREATE INDEX "review_batch_program_id_status_idx" ON "review_batch"("program_id", "status");

-- CreateIndex
CREATE INDEX "review_batch_wake" ON "review_batch"("wake_at") WHERE (wake_at IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "review_batch_run_id_touchpoint_id_key" ON "review_batch"("run_id", "touchpoint_id");

-- CreateIndex
CREATE INDEX "scheduled_touchpoint_program_id_status_planned_on_idx" ON "scheduled_touchpoint"("program_id", "status", "planned_on");

-- CreateIndex
CREATE INDEX "scheduled_touchpoint_customer_id_planned_on_idx" ON "scheduled_touchpoint"("customer_id", "planned_on");

-- CreateIndex
CREATE INDEX "scheduled_touchpoint_batch_id_idx" ON "scheduled_touchpoint"("batch_id") WHERE (batch_id IS NOT NULL);

-- CreateIndex
CREATE INDEX "scheduled_touchpoint_run_id_idx" ON "scheduled_touchpoint"("run_id") WHERE (run_id IS NOT NULL);

-- CreateIndex
CREATE INDEX "scheduled_touchpoint_leaving" ON "scheduled_touchpoint"("wake_at") WHERE (status = 'approved'::text);

-- CreateIndex
CREATE UNIQUE INDEX "scheduled_touchpoint_one_planned" ON "scheduled_touchpoint"("touchpoint_id", "subject_id") WHERE (status = 'scheduled'::text);

-- CreateIndex
CREATE UNIQUE INDEX "scheduled_touchpoint_one_open" ON "scheduled_touchpoint"("touchpoint_id", "subject_id") WHERE (status = ANY (ARRAY['proposed'::text, 'approved'::text, 'uncertain'::text]));

-- CreateIndex
CREATE INDEX "prompt_answer_source_kind_source_id_idx" ON "prompt_answer"("source_kind", "source_id");

-- CreateIndex
CREATE INDEX "prompt_answer_customer_id_idx" ON "prompt_answer"("customer_id");

-- CreateIndex
CREATE INDEX "hold_program_id_idx" ON "hold"("program_id");

-- AlterTable
ALTER TABLE "step" ADD COLUMN "content_mode" TEXT NOT NULL DEFAULT 'template',
ADD COLUMN "prompt" TEXT;
ALTER TABLE "step" ALTER COLUMN "content_mode" DROP DEFAULT;

-- What a step says now, or what a language model is asked for instead (M4).
CREATE OR REPLACE FUNCTION "pin"("step") RETURNS jsonb
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN jsonb_build_object('origin', 'template', 'subject', $1.subject, 'body', $1.body, 'bodyText', $1.body_text,
    'prompt', $1.prompt, 'cc', to_jsonb($1.cc), 'bcc', to_jsonb($1.bcc), 'instructions', $1.instructions,
    'script', $1.script, 'outcomeLabels', to_jsonb($1.outcome_labels));

-- AddForeignKey
ALTER TABLE "touchpoint" ADD CONSTRAINT "touchpoint_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "program"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Holds of invoices and the status of customers move what is planned for them: whoever writes them asks for the customer
-- to be looked at again. They ask no clock: the instant is that of the row.
CREATE FUNCTION customer_refresh_mark_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO customer_refresh (customer_id, marks, marked_at)
  SELECT i.customer_id, 1, coalesce(NEW.ended_at, NEW.started_at) FROM invoice i WHERE i.id = NEW.invoice_id
  ON CONFLICT (customer_id) DO UPDATE SET marks = customer_refresh.marks + 1;
  RETURN NULL;
END $$;

CREATE FUNCTION customer_refresh_mark_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO customer_refresh (customer_id, marks, marked_at) VALUES (NEW.id, 1, NEW.updated_at)
  ON CONFLICT (customer_id) DO UPDATE SET marks = customer_refresh.marks + 1;
  RETURN NULL;
END $$;

CREATE TRIGGER customer_refresh_hold AFTER INSERT OR UPDATE ON hold
  FOR EACH ROW WHEN (NEW.invoice_id IS NOT NULL) EXECUTE FUNCTION customer_refresh_mark_hold();
CREATE TRIGGER customer_refresh_status AFTER UPDATE OF status ON customer
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION customer_refresh_mark_status();
