-- Reports of sends look at days (D1). Claims come in the order in which messages are written, so that a summary of blocks
-- finds them, and no send has an index entry more to write or loses an update in place.
CREATE INDEX "message_claimed" ON "message" USING brin ("claimed_at");
