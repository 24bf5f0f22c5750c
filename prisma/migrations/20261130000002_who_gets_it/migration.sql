-- Who was passed over or left out of a message, and why.
ALTER TABLE message ADD COLUMN left_out jsonb NOT NULL DEFAULT '[]';

-- Soft bounces suppress for a while; null: for good.
ALTER TABLE suppression ADD COLUMN expires_at timestamptz(3);

-- Further addresses of a mailbox; retired mailboxes, and who sends in their place.
ALTER TABLE mailbox ADD COLUMN aliases text[] NOT NULL DEFAULT '{}';
ALTER TABLE mailbox ADD COLUMN retired_at timestamptz(3);
ALTER TABLE mailbox ADD COLUMN successor_id text;
