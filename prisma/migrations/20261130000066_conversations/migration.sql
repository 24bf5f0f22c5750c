-- Conversations (I5): a mail of two customers stands in a conversation with each.

ALTER TABLE "mail_customer" ADD COLUMN "conversation_id" TEXT;
CREATE INDEX "mail_customer_conversation_id_idx" ON "mail_customer"("conversation_id");

-- Of an answer: the contact it goes to, the mail it follows in the thread and that thread from its root, as headers name
-- them, and what it was to do about the holds of the reply.
ALTER TABLE "conversation_answer" ADD COLUMN "contact_id" TEXT;
ALTER TABLE "conversation_answer" ADD COLUMN "thread_id" TEXT;
ALTER TABLE "conversation_answer" ADD COLUMN "reference_ids" TEXT[];
ALTER TABLE "conversation_answer" ADD COLUMN "release" TEXT;
