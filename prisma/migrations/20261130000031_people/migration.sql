-- Whose mailboxes are (M1): a mailbox belongs to users, as one of its addresses; each has one default at most.

CREATE TABLE "mailbox_user" (
    "mailbox_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "from_address" TEXT,
    "is_default" BOOLEAN NOT NULL,

    CONSTRAINT "mailbox_user_pkey" PRIMARY KEY ("mailbox_id", "user_id")
);
ALTER TABLE "mailbox_user" ADD CONSTRAINT "mailbox_user_mailbox_id_fkey"
  FOREIGN KEY ("mailbox_id") REFERENCES "mailbox"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "mailbox_user_user_id_idx" ON "mailbox_user"("user_id");
CREATE UNIQUE INDEX "mailbox_user_one_default" ON "mailbox_user"("user_id") WHERE (is_default);
