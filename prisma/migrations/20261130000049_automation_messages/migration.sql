-- Messages of automations (A4): mails to our own people belong to no customer in the ledger, many of them become one digest,
-- people ask for one by hand, and one delivery works off what a pass left.

ALTER TABLE "message" ALTER COLUMN "customer_id" DROP NOT NULL;
ALTER TABLE "automation_pass" ADD COLUMN "delivering_until" TIMESTAMPTZ(3);
ALTER TABLE "automation_message" ALTER COLUMN "customer_id" DROP NOT NULL,
    ALTER COLUMN "effect_id" DROP NOT NULL,
    ADD COLUMN "digest_id" TEXT,
    ADD COLUMN "asked_by_id" TEXT,
    ADD COLUMN "leaves_now" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "force_reason" TEXT;
ALTER TABLE "automation_message" ALTER COLUMN "leaves_now" DROP DEFAULT;

CREATE INDEX "automation_message_pass_id_id_idx" ON "automation_message"("pass_id", "id");
CREATE INDEX "automation_message_customer_id_idx" ON "automation_message"("customer_id");
CREATE INDEX "automation_message_address" ON "automation_message"("address") WHERE recipient = 'address'::text;
CREATE INDEX "automation_message_digest" ON "automation_message"("digest_id") WHERE send_status = 'in_digest'::text;
