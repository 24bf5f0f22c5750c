-- How mailboxes are followed (I1): which folders, how often that failed, and what of them could not be taken up.

-- Folders that are followed besides INBOX and the one of sent mail; `*`: all but junk, trash and drafts.
ALTER TABLE "mailbox" ADD COLUMN "imap_folders" TEXT[] NOT NULL DEFAULT '{}';
-- How often it failed in a row; it is left alone for longer each time.
ALTER TABLE "mailbox" ADD COLUMN "follow_failures" INTEGER NOT NULL DEFAULT 0;

-- Up to this UID mails are old, unless they came since.
ALTER TABLE "mail_folder" ADD COLUMN "arrears_uid" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "mail_folder" ADD COLUMN "live_since" TIMESTAMPTZ(3) NOT NULL;
-- The mail that was begun last, and how often: whatever ends whoever takes it up, it never blocks its folder.
ALTER TABLE "mail_folder" ADD COLUMN "trying_uid" BIGINT;
ALTER TABLE "mail_folder" ADD COLUMN "tries" INTEGER NOT NULL DEFAULT 0;

-- A mail that could not be taken up, or not its text: tried once more every day.
CREATE TABLE "mail_trouble" (
    "mailbox_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "uid_validity" BIGINT NOT NULL,
    "uid" BIGINT NOT NULL,
    -- What was taken up of it: headers | nothing
    "kind" TEXT NOT NULL,
    "size" INTEGER,
    "received_at" TIMESTAMPTZ(3),
    "tries" INTEGER NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL,
    "retry_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mail_trouble_pkey" PRIMARY KEY ("mailbox_id", "path", "uid_validity", "uid")
);
