-- Where readers of a mailbox's mail unsubscribe by mail (M5, I3); null: by the link alone.
ALTER TABLE "mailbox" ADD COLUMN "unsubscribe_address" TEXT;
