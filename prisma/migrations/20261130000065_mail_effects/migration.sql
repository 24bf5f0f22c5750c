-- What follows from mail (I4): a reply holds everything else of its customer back, but not the enrollment that it answers.
ALTER TABLE "hold" ADD COLUMN "except_enrollment_id" TEXT;
-- Linked to its message by address and time only: it is counted there, and proves nothing about it.
ALTER TABLE "message_event" ADD COLUMN "is_guess" BOOLEAN NOT NULL DEFAULT false;
