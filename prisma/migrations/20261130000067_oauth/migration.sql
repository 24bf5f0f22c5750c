-- Sign-in of mailboxes by OAuth (I6).

-- How the token endpoint knows us: the secret in the form of the request, or in its header.
ALTER TABLE "oauth_provider" ADD COLUMN "client_auth" TEXT NOT NULL DEFAULT 'post';

-- From when on the token is renewed, before it expires.
ALTER TABLE "mailbox_oauth" ADD COLUMN "refresh_at" TIMESTAMPTZ(3);
-- Somebody renews it, for no longer than this: a lease, by the clock of the database.
ALTER TABLE "mailbox_oauth" ADD COLUMN "refreshing_until" TIMESTAMPTZ(3);

CREATE INDEX "mailbox_oauth_provider_id_idx" ON "mailbox_oauth"("provider_id");
ALTER TABLE "mailbox_oauth" ADD CONSTRAINT "mailbox_oauth_mailbox_id_fkey"
    FOREIGN KEY ("mailbox_id") REFERENCES "mailbox"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "mailbox_oauth" ADD CONSTRAINT "mailbox_oauth_provider_id_fkey"
    FOREIGN KEY ("provider_id") REFERENCES "oauth_provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "oauth_flow_expires_at_idx" ON "oauth_flow"("expires_at");
