-- What mail servers said so far of each message and copy, so that waits grow and end; how a mailbox greets and whom it
-- trusts; where a failing mailbox was tried already.

ALTER TABLE "mailbox" ADD COLUMN "smtp_client_name" TEXT, ADD COLUMN "smtp_authority" TEXT,
  ADD COLUMN "probe_domains" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];

ALTER TABLE "message" ADD COLUMN "refusals" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "first_refused_at" TIMESTAMPTZ(3), ADD COLUMN "policy_refused_at" TIMESTAMPTZ(3);

ALTER TABLE "message_recipient" ADD COLUMN "refusals" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "first_refused_at" TIMESTAMPTZ(3);
