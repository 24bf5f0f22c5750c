-- The holiday calendar of a sequence (S22), in the shape of the contract; null: holidays do not matter.
ALTER TABLE "sequence" ADD COLUMN "holidays" JSONB;

-- When a step became automatic or manual: what was due before stays what it was (S5). Null: never.
ALTER TABLE "step" ADD COLUMN "delivery_edited_at" TIMESTAMPTZ(3);

-- Whom a row is for and who sends it, kept when it becomes ready (S6); and whether a person gave it to its assignee.
ALTER TABLE "step_execution" ADD COLUMN "pinned_rule" JSONB,
ADD COLUMN "is_reassigned" BOOLEAN NOT NULL DEFAULT false;

CREATE FUNCTION "pin_rule"("step") RETURNS jsonb
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN jsonb_build_object('contactTypes', to_jsonb($1.contact_types), 'mailboxId', $1.mailbox_id, 'fromAddress', $1.from_address,
    'isThreaded', $1.is_threaded, 'outcomeLabels', to_jsonb($1.outcome_labels));

-- Rows that are in the queue already keep what their steps say now.
UPDATE "step_execution" x SET "pinned_rule" = pin_rule(t)
FROM "step" t
WHERE t.id = x.step_id AND (x.status = 'ready' OR (x.status IN ('planned', 'sending') AND x.held_reason IS NOT NULL));
