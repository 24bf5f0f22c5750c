-- CreateTable
CREATE TABLE "organisation" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "base_currency" TEXT NOT NULL,
    "default_mailbox_id" TEXT,
    "settings" JSONB NOT NULL,

    CONSTRAINT "organisation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app_user" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_key" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "is_active" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "app_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user_permission" (
    "user_id" TEXT NOT NULL,
    "permission" TEXT NOT NULL,
    "is_granted" BOOLEAN NOT NULL,

    CONSTRAINT "user_permission_pkey" PRIMARY KEY ("user_id","permission")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "last_four" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "visibility_group" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "visibility_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "visibility_group_user" (
    "group_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,

    CONSTRAINT "visibility_group_user_pkey" PRIMARY KEY ("group_id","user_id")
);

-- CreateTable
CREATE TABLE "visibility_group_customer" (
    "group_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,

    CONSTRAINT "visibility_group_customer_pkey" PRIMARY KEY ("customer_id","group_id")
);

-- CreateTable
CREATE TABLE "audit" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" TEXT NOT NULL,
    "request_id" TEXT,
    "action" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change" (
    "seq" BIGSERIAL NOT NULL,
    "entity" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" TEXT NOT NULL,
    "data" JSONB,

    CONSTRAINT "change_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "user_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "body_hash" TEXT NOT NULL,
    "status" INTEGER,
    "response" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("user_id","key")
);

-- CreateTable
CREATE TABLE "customer" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "external_id" TEXT,
    "status" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "ar_owner_id" TEXT,
    "sales_owner_id" TEXT,
    "zone" TEXT,
    "locale" TEXT,
    "score" INTEGER NOT NULL,
    "properties" JSONB NOT NULL,
    "source" TEXT NOT NULL,
    "ar_version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contact" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "name" TEXT,
    "email" TEXT,
    "phone" TEXT,
    "title" TEXT,
    "department" TEXT,
    "type" TEXT,
    "is_primary" BOOLEAN NOT NULL,
    "is_active" BOOLEAN NOT NULL,
    "source" TEXT NOT NULL,
    "external_id" TEXT,
    "synced" JSONB,
    "overrides" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "external_id" TEXT,
    "status" TEXT NOT NULL,
    "issued_on" DATE NOT NULL,
    "due_on" DATE NOT NULL,
    "amount" DECIMAL(20,4) NOT NULL,
    "balance" DECIMAL(20,4) NOT NULL,
    "is_disputed" BOOLEAN NOT NULL,
    "dispute_reason" TEXT,
    "po_number" TEXT,
    "pay_url" TEXT,
    "pdf_url" TEXT,
    "source" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "invoice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "amount" DECIMAL(20,4) NOT NULL,
    "paid_on" DATE NOT NULL,
    "reference" TEXT,
    "source" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment_allocation" (
    "id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "amount" DECIMAL(20,4) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_allocation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "balance_change" (
    "id" TEXT NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "delta" DECIMAL(20,4) NOT NULL,
    "balance" DECIMAL(20,4) NOT NULL,
    "effective_on" DATE NOT NULL,
    "payment_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "balance_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hold" (
    "id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "enrollment_id" TEXT,
    "customer_id" TEXT,
    "invoice_id" TEXT,
    "sequence_id" TEXT,
    "program_id" TEXT,
    "mailbox_id" TEXT,
    "reason" TEXT,
    "author_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "ended_by_id" TEXT,

    CONSTRAINT "hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "communication" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "contact_id" TEXT,
    "kind" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "subject" TEXT,
    "content" TEXT,
    "outcome" TEXT,
    "author_id" TEXT,
    "enrollment_id" TEXT,
    "step_execution_id" TEXT,
    "message_id" TEXT,
    "data" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "communication_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "suppression" (
    "id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "address_key" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "note" TEXT,
    "source" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "suppression_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mailbox" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "from_address" TEXT NOT NULL,
    "from_name" TEXT NOT NULL,
    "smtp_host" TEXT NOT NULL,
    "smtp_port" INTEGER NOT NULL,
    "smtp_security" TEXT NOT NULL,
    "smtp_user" TEXT,
    "smtp_secret" TEXT,
    "imap_host" TEXT,
    "imap_port" INTEGER,
    "imap_security" TEXT,
    "imap_user" TEXT,
    "imap_secret" TEXT,
    "zone" TEXT NOT NULL,
    "daily_cap" INTEGER,
    "min_interval_seconds" INTEGER NOT NULL,
    "reply_to" TEXT,
    "signature_html" TEXT,
    "signature_text" TEXT,
    "status" TEXT NOT NULL,
    "status_reason" TEXT,
    "status_at" TIMESTAMPTZ(3),
    "probe_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL,
    "verified_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mailbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "send_limit" (
    "scope" TEXT NOT NULL,
    "next_free_at" TIMESTAMPTZ(3) NOT NULL,
    "day" DATE NOT NULL,
    "used" INTEGER NOT NULL,

    CONSTRAINT "send_limit_pkey" PRIMARY KEY ("scope")
);

-- CreateTable
CREATE TABLE "sequence" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "description" TEXT,
    "zone" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "is_template" BOOLEAN NOT NULL,
    "mailbox_id" TEXT,
    "default_delivery" TEXT NOT NULL,
    "primary_user_id" TEXT,
    "begin_at" TIMESTAMPTZ(3),
    "end_at" TIMESTAMPTZ(3),
    "send_days" INTEGER[],
    "window_start" TEXT,
    "window_stop" TEXT,
    "stop_rules" JSONB NOT NULL,
    "version" INTEGER NOT NULL,
    "plan_version" INTEGER NOT NULL,
    "drained_version" INTEGER NOT NULL,
    "timing_edited_at" TIMESTAMPTZ(3),
    "closing" TEXT,
    "activated_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "archived_at" TIMESTAMPTZ(3),
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sequence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sequence_member" (
    "sequence_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,

    CONSTRAINT "sequence_member_pkey" PRIMARY KEY ("sequence_id","user_id")
);

-- CreateTable
CREATE TABLE "sequence_version" (
    "sequence_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "plan_version" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "edited_at" TIMESTAMPTZ(3) NOT NULL,
    "editor_id" TEXT NOT NULL,

    CONSTRAINT "sequence_version_pkey" PRIMARY KEY ("sequence_id","version")
);

-- CreateTable
CREATE TABLE "branch" (
    "id" TEXT NOT NULL,
    "sequence_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "branch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "step" (
    "id" TEXT NOT NULL,
    "sequence_id" TEXT NOT NULL,
    "branch_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "priority" TEXT NOT NULL,
    "timing" TEXT NOT NULL,
    "offset_days" INTEGER,
    "send_time" TEXT,
    "delay_amount" INTEGER,
    "delay_unit" TEXT,
    "delivery" TEXT NOT NULL,
    "subject" TEXT,
    "body" TEXT,
    "body_text" TEXT,
    "instructions" TEXT,
    "script" TEXT,
    "assignee_rule" TEXT NOT NULL,
    "assignee_user_id" TEXT,
    "contact_types" TEXT[],
    "cc" TEXT[],
    "bcc" TEXT[],
    "mailbox_id" TEXT,
    "is_threaded" BOOLEAN NOT NULL,
    "outcome_labels" TEXT[],
    "timing_edited_at" TIMESTAMPTZ(3) NOT NULL,
    "is_archived" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enrollment" (
    "id" TEXT NOT NULL,
    "sequence_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "contact_id" TEXT,
    "mailbox_id" TEXT,
    "status" TEXT NOT NULL,
    "is_live" BOOLEAN NOT NULL,
    "start_date" DATE NOT NULL,
    "planned_from" TIMESTAMPTZ(3) NOT NULL,
    "has_owed" BOOLEAN NOT NULL,
    "thread_message_id" TEXT,
    "thread_subject" TEXT,
    "thread_references" TEXT[],
    "intent_version" INTEGER NOT NULL,
    "applied_version" INTEGER NOT NULL,
    "plan_version" INTEGER NOT NULL,
    "next_step_id" TEXT,
    "next_wake_at" TIMESTAMPTZ(3),
    "wait_reason" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "stopped_at" TIMESTAMPTZ(3),
    "stop_reason" TEXT,
    "stop_note" TEXT,
    "stopped_by_id" TEXT,
    "source" TEXT NOT NULL,
    "bulk_id" TEXT,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "enrollment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "step_execution" (
    "id" TEXT NOT NULL,
    "enrollment_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "sequence_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "priority" TEXT NOT NULL,
    "is_manual" BOOLEAN NOT NULL,
    "status" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "ready_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "held_reason" TEXT,
    "held_until" TIMESTAMPTZ(3),
    "slot_at" TIMESTAMPTZ(3),
    "error_code" TEXT,
    "error_detail" TEXT,
    "skip_reason" TEXT,
    "assignee_id" TEXT,
    "outcome" TEXT,
    "note" TEXT,
    "pinned" JSONB,
    "send_requested_at" TIMESTAMPTZ(3),
    "acted_by_id" TEXT,
    "acted_at" TIMESTAMPTZ(3),
    "action" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "step_execution_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mail_event" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "customer_id" TEXT,
    "enrollment_id" TEXT,
    "message_id" TEXT,
    "address" TEXT,
    "detail" TEXT,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" TEXT NOT NULL,

    CONSTRAINT "mail_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message" (
    "id" TEXT NOT NULL,
    "source_kind" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "contact_id" TEXT,
    "enrollment_id" TEXT,
    "mailbox_id" TEXT,
    "channel" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "ar_version" INTEGER NOT NULL,
    "header_id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body_html" TEXT,
    "body_text" TEXT NOT NULL,
    "thread_id" TEXT,
    "reference_ids" TEXT[],
    "facts" JSONB NOT NULL,
    "approved_by_id" TEXT,
    "attempts" INTEGER NOT NULL,
    "retry_at" TIMESTAMPTZ(3),
    "claimed_at" TIMESTAMPTZ(3) NOT NULL,
    "handed_over_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),
    "result_code" INTEGER,
    "result_text" TEXT,
    "settled_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message_recipient" (
    "message_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "code" INTEGER,
    "reply" TEXT,

    CONSTRAINT "message_recipient_pkey" PRIMARY KEY ("message_id","address")
);

-- CreateTable
CREATE TABLE "message_attempt" (
    "message_id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "result" TEXT,
    "code" INTEGER,
    "reply" TEXT,

    CONSTRAINT "message_attempt_pkey" PRIMARY KEY ("message_id","token")
);

-- CreateTable
CREATE TABLE "import" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "is_dry_run" BOOLEAN NOT NULL,
    "status" TEXT NOT NULL,
    "total" INTEGER NOT NULL,
    "created" INTEGER NOT NULL,
    "updated" INTEGER NOT NULL,
    "skipped" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "error" TEXT,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_error" (
    "import_id" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "column" TEXT NOT NULL,
    "message" TEXT NOT NULL,

    CONSTRAINT "import_error_pkey" PRIMARY KEY ("import_id","line","column")
);

-- CreateTable
CREATE TABLE "bulk_enrollment" (
    "id" TEXT NOT NULL,
    "sequence_id" TEXT NOT NULL,
    "start_date" DATE,
    "status" TEXT NOT NULL,
    "total" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "error" TEXT,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_enrollment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bulk_enrollment_row" (
    "bulk_id" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "value" TEXT NOT NULL,
    "start_date" DATE,
    "customer_id" TEXT,
    "enrollment_id" TEXT,
    "outcome" TEXT,
    "reason" TEXT,

    CONSTRAINT "bulk_enrollment_row_pkey" PRIMARY KEY ("bulk_id","line")
);

-- CreateTable
CREATE TABLE "reconcile_finding" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "is_repaired" BOOLEAN NOT NULL,
    "detail" TEXT,

    CONSTRAINT "reconcile_finding_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "app_user_email_key_key" ON "app_user"("email_key");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "api_key_user_id_idx" ON "api_key"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "visibility_group_name_key_key" ON "visibility_group"("name_key");

-- CreateIndex
CREATE INDEX "visibility_group_user_user_id_idx" ON "visibility_group_user"("user_id");

-- CreateIndex
CREATE INDEX "visibility_group_customer_group_id_idx" ON "visibility_group_customer"("group_id");

-- CreateIndex
CREATE INDEX "audit_entity_entity_id_id_idx" ON "audit"("entity", "entity_id", "id");

-- CreateIndex
CREATE INDEX "audit_actor_id_id_idx" ON "audit"("actor_id", "id");

-- CreateIndex
CREATE INDEX "change_entity_entity_id_seq_idx" ON "change"("entity", "entity_id", "seq");

-- CreateIndex
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "customer_external_id_key" ON "customer"("external_id");

-- CreateIndex
CREATE INDEX "customer_name_idx" ON "customer"("name");

-- CreateIndex
CREATE INDEX "customer_ar_owner_id_idx" ON "customer"("ar_owner_id");

-- CreateIndex
CREATE INDEX "customer_sales_owner_id_idx" ON "customer"("sales_owner_id");

-- CreateIndex
CREATE UNIQUE INDEX "customer_id_currency_key" ON "customer"("id", "currency");

-- CreateIndex
CREATE INDEX "contact_customer_id_idx" ON "contact"("customer_id");

-- CreateIndex
CREATE INDEX "contact_email_idx" ON "contact"("email");

-- CreateIndex
CREATE UNIQUE INDEX "contact_one_primary" ON "contact"("customer_id") WHERE (is_primary);

-- CreateIndex
CREATE UNIQUE INDEX "contact_customer_id_source_external_id_key" ON "contact"("customer_id", "source", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_number_key" ON "invoice"("number");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_external_id_key" ON "invoice"("external_id");

-- CreateIndex
CREATE INDEX "invoice_customer_id_idx" ON "invoice"("customer_id");

-- CreateIndex
CREATE INDEX "invoice_open" ON "invoice"("customer_id", "due_on") WHERE (status = 'open'::text);

-- CreateIndex
CREATE INDEX "payment_customer_id_idx" ON "payment"("customer_id");

-- CreateIndex
CREATE INDEX "payment_allocation_payment_id_idx" ON "payment_allocation"("payment_id");

-- CreateIndex
CREATE INDEX "payment_allocation_invoice_id_idx" ON "payment_allocation"("invoice_id");

-- CreateIndex
CREATE INDEX "balance_change_invoice_id_created_at_idx" ON "balance_change"("invoice_id", "created_at");

-- CreateIndex
CREATE INDEX "balance_change_customer_id_idx" ON "balance_change"("customer_id");

-- CreateIndex
CREATE INDEX "hold_enrollment_id_idx" ON "hold"("enrollment_id");

-- CreateIndex
CREATE INDEX "hold_customer_id_idx" ON "hold"("customer_id");

-- CreateIndex
CREATE INDEX "hold_invoice_id_idx" ON "hold"("invoice_id");

-- CreateIndex
CREATE INDEX "hold_sequence_id_idx" ON "hold"("sequence_id");

-- CreateIndex
CREATE INDEX "hold_mailbox_id_idx" ON "hold"("mailbox_id");

-- CreateIndex
CREATE INDEX "hold_scope_idx" ON "hold"("scope");

-- CreateIndex
CREATE INDEX "communication_customer_id_occurred_at_idx" ON "communication"("customer_id", "occurred_at");

-- CreateIndex
CREATE INDEX "communication_enrollment_id_idx" ON "communication"("enrollment_id");

-- CreateIndex
CREATE UNIQUE INDEX "suppression_channel_address_key_key" ON "suppression"("channel", "address_key");

-- CreateIndex
CREATE UNIQUE INDEX "mailbox_name_key_key" ON "mailbox"("name_key");

-- CreateIndex
CREATE UNIQUE INDEX "sequence_name_key_key" ON "sequence"("name_key");

-- CreateIndex
CREATE INDEX "sequence_status_idx" ON "sequence"("status");

-- CreateIndex
CREATE UNIQUE INDEX "branch_sequence_id_name_key" ON "branch"("sequence_id", "name");

-- CreateIndex
CREATE INDEX "step_sequence_id_idx" ON "step"("sequence_id");

-- CreateIndex
CREATE UNIQUE INDEX "step_one_per_offset" ON "step"("branch_id", "offset_days") WHERE (NOT is_archived);

-- CreateIndex
CREATE INDEX "enrollment_customer_id_idx" ON "enrollment"("customer_id");

-- CreateIndex
CREATE INDEX "enrollment_sequence_id_status_idx" ON "enrollment"("sequence_id", "status");

-- CreateIndex
CREATE INDEX "enrollment_next_wake_at_idx" ON "enrollment"("next_wake_at") WHERE (is_live);

-- CreateIndex
CREATE INDEX "enrollment_not_started" ON "enrollment"("created_at") WHERE (is_live AND started_at IS NULL);

-- CreateIndex
CREATE INDEX "enrollment_live_plan" ON "enrollment"("sequence_id", "plan_version") WHERE (is_live);

-- CreateIndex
CREATE INDEX "enrollment_unapplied" ON "enrollment"("id") WHERE (applied_version < intent_version);

-- CreateIndex
CREATE UNIQUE INDEX "enrollment_one_live" ON "enrollment"("sequence_id", "customer_id") WHERE (is_live);

-- CreateIndex
CREATE INDEX "step_execution_status_due_at_idx" ON "step_execution"("status", "due_at");

-- CreateIndex
CREATE INDEX "step_execution_sequence_id_status_idx" ON "step_execution"("sequence_id", "status");

-- CreateIndex
CREATE INDEX "step_execution_customer_id_idx" ON "step_execution"("customer_id");

-- CreateIndex
CREATE INDEX "step_execution_assignee_id_status_idx" ON "step_execution"("assignee_id", "status");

-- CreateIndex
CREATE UNIQUE INDEX "step_execution_enrollment_id_step_id_key" ON "step_execution"("enrollment_id", "step_id");

-- CreateIndex
CREATE INDEX "mail_event_enrollment_id_idx" ON "mail_event"("enrollment_id");

-- CreateIndex
CREATE INDEX "message_open" ON "message"("status", "claimed_at") WHERE (settled_at IS NULL);

-- CreateIndex
CREATE INDEX "message_customer_id_settled_at_idx" ON "message"("customer_id", "settled_at");

-- CreateIndex
CREATE INDEX "message_enrollment_id_idx" ON "message"("enrollment_id");

-- CreateIndex
CREATE UNIQUE INDEX "message_source_kind_source_id_key" ON "message"("source_kind", "source_id");

-- CreateIndex
CREATE UNIQUE INDEX "message_header_id_key" ON "message"("header_id");

-- CreateIndex
CREATE INDEX "message_recipient_address_idx" ON "message_recipient"("address");

-- CreateIndex
CREATE INDEX "bulk_enrollment_row_pending" ON "bulk_enrollment_row"("bulk_id", "line") WHERE (outcome IS NULL);

-- CreateIndex
CREATE INDEX "reconcile_finding_at_idx" ON "reconcile_finding"("at");

-- AddForeignKey
ALTER TABLE "user_permission" ADD CONSTRAINT "user_permission_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "visibility_group_user" ADD CONSTRAINT "visibility_group_user_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "visibility_group"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "visibility_group_customer" ADD CONSTRAINT "visibility_group_customer_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "visibility_group"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact" ADD CONSTRAINT "contact_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_customer_id_currency_fkey" FOREIGN KEY ("customer_id", "currency") REFERENCES "customer"("id", "currency") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment_allocation" ADD CONSTRAINT "payment_allocation_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment_allocation" ADD CONSTRAINT "payment_allocation_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "balance_change" ADD CONSTRAINT "balance_change_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sequence_member" ADD CONSTRAINT "sequence_member_sequence_id_fkey" FOREIGN KEY ("sequence_id") REFERENCES "sequence"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sequence_version" ADD CONSTRAINT "sequence_version_sequence_id_fkey" FOREIGN KEY ("sequence_id") REFERENCES "sequence"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "branch" ADD CONSTRAINT "branch_sequence_id_fkey" FOREIGN KEY ("sequence_id") REFERENCES "sequence"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "step" ADD CONSTRAINT "step_sequence_id_fkey" FOREIGN KEY ("sequence_id") REFERENCES "sequence"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "step" ADD CONSTRAINT "step_branch_id_fkey" FOREIGN KEY ("branch_id") REFERENCES "branch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "step_execution" ADD CONSTRAINT "step_execution_enrollment_id_fkey" FOREIGN KEY ("enrollment_id") REFERENCES "enrollment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_recipient" ADD CONSTRAINT "message_recipient_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_attempt" ADD CONSTRAINT "message_attempt_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_error" ADD CONSTRAINT "import_error_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "import"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bulk_enrollment_row" ADD CONSTRAINT "bulk_enrollment_row_bulk_id_fkey" FOREIGN KEY ("bulk_id") REFERENCES "bulk_enrollment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Instants travel inside JSON documents as epoch milliseconds.
CREATE FUNCTION "ms"(double precision) RETURNS timestamptz
  LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN to_timestamp($1 / 1000.0);

-- What a step says now: pinned on an execution that enters the queue, so that later edits do not reach it (S6).
CREATE FUNCTION "pin"("step") RETURNS jsonb
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN jsonb_build_object('origin', 'template', 'subject', $1.subject, 'body', $1.body, 'bodyText', $1.body_text,
    'cc', to_jsonb($1.cc), 'bcc', to_jsonb($1.bcc), 'instructions', $1.instructions, 'script', $1.script,
    'outcomeLabels', to_jsonb($1.outcome_labels));
