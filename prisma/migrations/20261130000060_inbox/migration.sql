-- Mail in (section I): what mailboxes are followed by, what came, conversations, their answers, suggestions, sign-in by OAuth.

ALTER TABLE "mailbox" ADD COLUMN "imap_authority" TEXT;
-- The folder of sent mail; null: the one the server names.
ALTER TABLE "mailbox" ADD COLUMN "imap_sent_folder" TEXT;
ALTER TABLE "mailbox" ADD COLUMN "history_days" INTEGER NOT NULL DEFAULT 90;
-- Mail that came before has no effect (I1); null: it was never followed.
ALTER TABLE "mailbox" ADD COLUMN "followed_since" TIMESTAMPTZ(3);
-- When it was looked at last with success.
ALTER TABLE "mailbox" ADD COLUMN "followed_at" TIMESTAMPTZ(3);
ALTER TABLE "mailbox" ADD COLUMN "follow_status" TEXT;
ALTER TABLE "mailbox" ADD COLUMN "follow_reason" TEXT;
ALTER TABLE "mailbox" ADD COLUMN "follow_status_at" TIMESTAMPTZ(3);

-- How far a folder has been read.
CREATE TABLE "mail_folder" (
    "mailbox_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "uid_validity" BIGINT NOT NULL,
    -- Every message up to this UID was taken up.
    "uid" BIGINT NOT NULL,
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "mail_folder_pkey" PRIMARY KEY ("mailbox_id", "path")
);

-- A mail that came, or that was found in Sent: once, whichever mailboxes saw it.
CREATE TABLE "mail" (
    "id" TEXT NOT NULL,
    -- SHA-256 of what makes it this mail: its Message-ID, else its headers and body.
    "fingerprint" TEXT NOT NULL,
    "mailbox_id" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "header_id" TEXT,
    "reference_ids" TEXT[],
    "from_address" TEXT NOT NULL,
    "from_name" TEXT,
    -- [{kind: to | cc | reply_to, address, name}]
    "people" JSONB NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    -- What its sender wrote, without quotes.
    "new_text" TEXT NOT NULL,
    -- Made safe to show.
    "html" TEXT,
    "raw_headers" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    -- What was broken or left out.
    "problems" TEXT[],
    -- Its own date, and when it came.
    "dated_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    -- The mail of ours that it answers or reports on, and whose copy.
    "message_id" TEXT,
    "n" SMALLINT,
    "linked_by" TEXT,
    "verdict" TEXT NOT NULL,
    "reasons" JSONB NOT NULL,
    "return_on" DATE,
    "failed" JSONB NOT NULL,
    -- What was judged first, where a person changed it, and who did.
    "judged_as" TEXT NOT NULL,
    "judged_by_id" TEXT,
    "judged_at" TIMESTAMPTZ(3) NOT NULL,
    -- From before its mailbox was followed: nothing follows from it.
    "is_history" BOOLEAN NOT NULL,
    -- Null: what follows from it is not done yet.
    "processed_at" TIMESTAMPTZ(3),
    -- Of a wish to get no more mail: who confirmed it, or said no (I4).
    "wish_answer" TEXT,
    "wish_answered_by_id" TEXT,
    "wish_answered_at" TIMESTAMPTZ(3),
    "erased_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mail_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "mail_fingerprint_key" ON "mail"("fingerprint");
CREATE INDEX "mail_header_id_idx" ON "mail"("header_id");
CREATE INDEX "mail_message_id_idx" ON "mail"("message_id");
CREATE INDEX "mail_from_address_received_at_idx" ON "mail"("from_address", "received_at");
CREATE INDEX "mail_received_at_idx" ON "mail"("received_at");
CREATE INDEX "mail_unprocessed" ON "mail"("created_at") WHERE (processed_at IS NULL);

-- Where a stored mail lies on a server.
CREATE TABLE "mail_place" (
    "mailbox_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "uid_validity" BIGINT NOT NULL,
    "uid" BIGINT NOT NULL,
    "mail_id" TEXT NOT NULL,

    CONSTRAINT "mail_place_pkey" PRIMARY KEY ("mailbox_id", "path", "uid_validity", "uid")
);
CREATE INDEX "mail_place_mail_id_idx" ON "mail_place"("mail_id");

-- The customers it belongs to (I2).
CREATE TABLE "mail_customer" (
    "mail_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "contact_id" TEXT,
    -- Invoices of the customer whose numbers it names.
    "invoice_ids" TEXT[],

    CONSTRAINT "mail_customer_pkey" PRIMARY KEY ("mail_id", "customer_id")
);
CREATE INDEX "mail_customer_customer_id_idx" ON "mail_customer"("customer_id");

-- Files in it; without content: too large, or not to be kept.
CREATE TABLE "mail_attachment" (
    "mail_id" TEXT NOT NULL,
    "n" SMALLINT NOT NULL,
    "name" TEXT,
    "content_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "content_id" TEXT,
    "is_inline" BOOLEAN NOT NULL,
    "sha256" TEXT,
    "content" BYTEA,

    CONSTRAINT "mail_attachment_pkey" PRIMARY KEY ("mail_id", "n")
);

-- What a person has to answer (I5): the mails of one thread with one customer.
CREATE TABLE "conversation" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "mailbox_id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "assignee_id" TEXT,
    "enrollment_id" TEXT,
    "snoozed_until" TIMESTAMPTZ(3),
    "last_mail_id" TEXT,
    "last_mail_at" TIMESTAMPTZ(3) NOT NULL,
    "last_inbound_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "done_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "conversation_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "conversation_customer_id_last_mail_at_idx" ON "conversation"("customer_id", "last_mail_at");
CREATE INDEX "conversation_open" ON "conversation"("last_mail_at") WHERE (status <> 'done'::text);
CREATE INDEX "conversation_assignee" ON "conversation"("assignee_id", "last_mail_at") WHERE (status <> 'done'::text);

-- An answer of a person, and its send by the one pipeline.
CREATE TABLE "conversation_answer" (
    "id" TEXT NOT NULL,
    "conversation_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    -- The mail it answers.
    "mail_id" TEXT,
    "author_id" TEXT NOT NULL,
    -- {subject, html, text, to, cc}
    "content" JSONB NOT NULL,
    "mailbox_id" TEXT NOT NULL,
    "from_address" TEXT,
    "send_status" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "held_reason" TEXT,
    "held_until" TIMESTAMPTZ(3),
    "slot_at" TIMESTAMPTZ(3),
    "error_code" TEXT,
    "error_detail" TEXT,
    "skip_reason" TEXT,
    "skip_detail" TEXT,
    "force_reason" TEXT,
    "wake_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "conversation_answer_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "conversation_answer_conversation_id_idx" ON "conversation_answer"("conversation_id");
CREATE INDEX "conversation_answer_customer_id_idx" ON "conversation_answer"("customer_id");
CREATE INDEX "conversation_answer_waking" ON "conversation_answer"("wake_at") WHERE (wake_at IS NOT NULL);

-- What a model proposes beside a mail (I8); nothing follows before a person accepts it.
CREATE TABLE "mail_suggestion" (
    "id" TEXT NOT NULL,
    "mail_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    -- The words it rests on, as they stand in the mail.
    "quote" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "decided_by_id" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    -- The id of what accepting made.
    "result_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mail_suggestion_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "mail_suggestion_mail_id_idx" ON "mail_suggestion"("mail_id");
CREATE INDEX "mail_suggestion_open" ON "mail_suggestion"("customer_id") WHERE (status = 'open'::text);

-- Who signs mailboxes in (I6).
CREATE TABLE "oauth_provider" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "issuer" TEXT,
    "authorization_endpoint" TEXT NOT NULL,
    "token_endpoint" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "client_secret" TEXT,
    "scopes" TEXT[],
    "version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "oauth_provider_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "oauth_provider_name_key_key" ON "oauth_provider"("name_key");

-- The sign-in of a mailbox; its tokens are sealed.
CREATE TABLE "mailbox_oauth" (
    "mailbox_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "status_reason" TEXT,
    "status_at" TIMESTAMPTZ(3),
    "access_token" TEXT,
    "refresh_token" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "connected_by_id" TEXT,
    "connected_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL,

    CONSTRAINT "mailbox_oauth_pkey" PRIMARY KEY ("mailbox_id")
);

-- A sign-in that is under way: `state` is hashed, the verifier sealed.
CREATE TABLE "oauth_flow" (
    "state_hash" TEXT NOT NULL,
    "mailbox_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "verifier" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "oauth_flow_pkey" PRIMARY KEY ("state_hash")
);
