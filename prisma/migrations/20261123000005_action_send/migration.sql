-- AlterTable
ALTER TABLE "action" ADD COLUMN     "contact_id" TEXT,
ADD COLUMN     "error_code" TEXT,
ADD COLUMN     "error_detail" TEXT,
ADD COLUMN     "held_reason" TEXT,
ADD COLUMN     "held_until" TIMESTAMPTZ(3),
ADD COLUMN     "mailbox_id" TEXT,
ADD COLUMN     "pinned" JSONB,
ADD COLUMN     "send_requested_at" TIMESTAMPTZ(3),
ADD COLUMN     "send_requested_by_id" TEXT,
ADD COLUMN     "send_status" TEXT,
ADD COLUMN     "skip_reason" TEXT,
ADD COLUMN     "slot_at" TIMESTAMPTZ(3),
ADD COLUMN     "wake_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "action_sending" ON "action"("wake_at") WHERE (wake_at IS NOT NULL);
