-- Automations (A1-A8): definitions, passes with a record a customer and an effect an action, membership, touches, messages.

CREATE TABLE "automation" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "description" TEXT,
    "status" TEXT NOT NULL,
    "pause_reason" TEXT,
    "pause_detail" TEXT,
    "owner_id" TEXT,
    "sight" TEXT NOT NULL,
    "audience" JSONB NOT NULL,
    "actions" JSONB NOT NULL,
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "is_ongoing" BOOLEAN NOT NULL,
    "is_once" BOOLEAN NOT NULL,
    "every_amount" INTEGER,
    "every_unit" TEXT,
    "version" INTEGER NOT NULL,
    "audience_version" INTEGER NOT NULL,
    "compared_version" INTEGER,
    "compared_on" DATE,
    "run_no" INTEGER NOT NULL,
    "running_since" TIMESTAMPTZ(3),
    "confirmed_count" INTEGER,
    "confirmed_version" INTEGER,
    "confirmed_by_id" TEXT,
    "confirmed_at" TIMESTAMPTZ(3),
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "automation_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "automation_pass" (
    "id" TEXT NOT NULL,
    "automation_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "run_no" INTEGER NOT NULL,
    "nominal_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "size" INTEGER,
    "confirmed_by_id" TEXT,
    "confirmed_at" TIMESTAMPTZ(3),
    "is_filled" BOOLEAN NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "wake_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "automation_pass_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "automation_record" (
    "pass_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "automation_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "depth" SMALLINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "automation_record_pkey" PRIMARY KEY ("pass_id", "customer_id")
);

CREATE TABLE "automation_effect" (
    "id" TEXT NOT NULL,
    "pass_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "automation_id" TEXT NOT NULL,
    "action_key" TEXT NOT NULL,
    "ordinal" SMALLINT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "detail" TEXT,
    "data" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "automation_effect_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "automation_member" (
    "automation_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "entered_at" TIMESTAMPTZ(3) NOT NULL,
    "pending_since" TIMESTAMPTZ(3),
    "depth" SMALLINT NOT NULL,

    CONSTRAINT "automation_member_pkey" PRIMARY KEY ("automation_id", "customer_id")
);

CREATE TABLE "automation_move" (
    "id" BIGSERIAL NOT NULL,
    "automation_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "is_in" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "automation_move_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "customer_touch" (
    "seq" BIGSERIAL NOT NULL,
    "customer_id" TEXT NOT NULL,
    "automation_id" TEXT,
    "depth" SMALLINT NOT NULL,

    CONSTRAINT "customer_touch_pkey" PRIMARY KEY ("seq")
);

CREATE TABLE "automation_message" (
    "id" TEXT NOT NULL,
    "automation_id" TEXT NOT NULL,
    "pass_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "action_key" TEXT NOT NULL,
    "effect_id" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "user_id" TEXT,
    "address" TEXT,
    "channel" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "contact_id" TEXT,
    "mailbox_id" TEXT,
    "send_status" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "held_reason" TEXT,
    "held_until" TIMESTAMPTZ(3),
    "slot_at" TIMESTAMPTZ(3),
    "error_code" TEXT,
    "error_detail" TEXT,
    "skip_reason" TEXT,
    "skip_detail" TEXT,
    "wake_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "automation_message_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "automation_name_key_key" ON "automation"("name_key");
CREATE INDEX "automation_status_idx" ON "automation"("status");
CREATE UNIQUE INDEX "automation_pass_scheduled" ON "automation_pass"("automation_id", "nominal_at") WHERE kind = 'scheduled'::text;
CREATE UNIQUE INDEX "automation_pass_open" ON "automation_pass"("automation_id") WHERE status = ANY (ARRAY['waiting'::text, 'running'::text]);
CREATE INDEX "automation_pass_automation_id_nominal_at_idx" ON "automation_pass"("automation_id", "nominal_at");
CREATE INDEX "automation_pass_waking" ON "automation_pass"("wake_at") WHERE wake_at IS NOT NULL;
CREATE INDEX "automation_record_automation_id_customer_id_idx" ON "automation_record"("automation_id", "customer_id");
CREATE INDEX "automation_record_open" ON "automation_record"("pass_id", "customer_id") WHERE status = 'open'::text;
CREATE UNIQUE INDEX "automation_effect_pass_id_customer_id_action_key_key" ON "automation_effect"("pass_id", "customer_id", "action_key");
CREATE INDEX "automation_effect_automation_id_customer_id_action_key_idx" ON "automation_effect"("automation_id", "customer_id", "action_key");
CREATE INDEX "automation_member_pending" ON "automation_member"("automation_id", "customer_id") WHERE pending_since IS NOT NULL;
CREATE INDEX "automation_move_automation_id_id_idx" ON "automation_move"("automation_id", "id");
CREATE INDEX "automation_move_customer_id_idx" ON "automation_move"("customer_id");
CREATE UNIQUE INDEX "automation_message_effect_id_key" ON "automation_message"("effect_id");
CREATE INDEX "automation_message_automation_id_customer_id_idx" ON "automation_message"("automation_id", "customer_id");
CREATE INDEX "automation_message_waking" ON "automation_message"("wake_at") WHERE wake_at IS NOT NULL;

ALTER TABLE "automation_pass" ADD CONSTRAINT "automation_pass_automation_id_fkey" FOREIGN KEY ("automation_id") REFERENCES "automation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "automation_record" ADD CONSTRAINT "automation_record_pass_id_fkey" FOREIGN KEY ("pass_id") REFERENCES "automation_pass"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "automation_effect" ADD CONSTRAINT "automation_effect_pass_id_customer_id_fkey" FOREIGN KEY ("pass_id", "customer_id") REFERENCES "automation_record"("pass_id", "customer_id") ON DELETE RESTRICT ON UPDATE CASCADE;
