-- What is paid or void is not disputed any more (C2), whichever way it became so.
UPDATE hold h SET ended_at = greatest(i.updated_at, h.started_at), ended_by_id = 'system'
FROM invoice i
WHERE i.id = h.invoice_id AND h.kind = 'dispute' AND h.ended_at IS NULL AND i.status <> 'open';

UPDATE invoice SET is_disputed = false, dispute_reason = NULL WHERE is_disputed AND status <> 'open';

-- What whoever made a key for somebody else could do then: the key never does more (U2).
ALTER TABLE "api_key" ADD COLUMN "ceiling" JSONB;

-- Copies that a person may have to see to, found without knowing their message.
CREATE INDEX "message_recipient_trouble" ON "message_recipient"("message_id") WHERE (status = ANY (ARRAY['refused'::text, 'uncertain'::text]));
