-- Who was passed over or left out of a message, and why.
ALTER TABLE message ADD COLUMN left_out jsonb NOT NULL DEFAULT '[]';

-- Soft bounces suppress for a while; null: for good.
ALTER TABLE suppression ADD COLUMN expires_at timestamptz(3);

-- Further addresses of a mailbox; retired mailboxes, and who sends in their place.
ALTER TABLE mailbox ADD COLUMN aliases text[] NOT NULL DEFAULT '{}';
ALTER TABLE mailbox ADD COLUMN retired_at timestamptz(3);
ALTER TABLE mailbox ADD COLUMN successor_id text;

-- Who sends in place of a mailbox: itself, or down the line of successors the first that is not retired; null: nobody.
CREATE FUNCTION mailbox_heir(asked text) RETURNS text LANGUAGE sql STABLE AS $$
  WITH RECURSIVE line AS (
    SELECT m.id, m.successor_id, m.retired_at FROM mailbox m WHERE m.id = asked
    UNION
    SELECT m.id, m.successor_id, m.retired_at
    FROM line JOIN mailbox m ON m.id = line.successor_id WHERE line.retired_at IS NOT NULL)
  SELECT line.id FROM line WHERE line.retired_at IS NULL LIMIT 1
$$;

-- The address among those of its mailbox that a message is sent from; null: the mailbox's own.
ALTER TABLE step ADD COLUMN from_address text;
ALTER TABLE sequence ADD COLUMN from_address text;
ALTER TABLE program ADD COLUMN from_address text;
ALTER TABLE enrollment ADD COLUMN from_address text;
ALTER TABLE message ADD COLUMN from_address text;

-- Soft bounces are counted by address.
CREATE INDEX message_event_address_idx ON message_event (address);
