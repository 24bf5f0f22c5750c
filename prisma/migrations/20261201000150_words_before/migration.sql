-- What a message that came back to review said before, and from which facts: {content, facts} (P14).
ALTER TABLE scheduled_touchpoint ADD COLUMN written_before jsonb;
