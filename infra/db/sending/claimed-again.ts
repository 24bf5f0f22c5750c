import { Prisma } from '../generated/client.ts';

/** What becomes of a row that was claimed before. `main`: whom it goes to now. */
export function claimedAgain(main: string | null): Prisma.Sql {
  // A person tries it again, or somebody else gets it: what servers said so far does not count.
  const isNew = Prisma.sql`(message.status = 'refused' OR EXISTS (
    SELECT FROM message_recipient r WHERE r.message_id = message.id AND r.n = 1 AND lower(r.address) <> lower(${main}::text)))`;
  return Prisma.sql`
  ON CONFLICT (source_kind, source_id) DO UPDATE SET
    status = 'claimed', token = excluded.token, ar_version = excluded.ar_version, contact_id = excluded.contact_id,
    branch_id = excluded.branch_id, sequence_version = excluded.sequence_version, sender_id = excluded.sender_id, mailbox_id = excluded.mailbox_id,
    sms_sender_id = excluded.sms_sender_id, segments = excluded.segments,
    from_address = excluded.from_address, gates = excluded.gates, subject = excluded.subject,
    language = excluded.language, body_html = excluded.body_html,
    body_text = excluded.body_text, thread_id = excluded.thread_id, reference_ids = excluded.reference_ids,
    facts = excluded.facts, left_out = excluded.left_out, tracking = excluded.tracking,
    approved_by_id = excluded.approved_by_id, places = excluded.places, attempts = message.attempts + 1,
    claimed_at = excluded.claimed_at, handed_over_at = NULL, settled_at = NULL, settled_by_id = NULL,
    refusals = CASE WHEN ${isNew} THEN 0 ELSE message.refusals END,
    first_refused_at = CASE WHEN ${isNew} THEN NULL ELSE message.first_refused_at END,
    policy_refused_at = CASE WHEN ${isNew} THEN NULL ELSE message.policy_refused_at END,
    retry_at = NULL, result_code = NULL, result_text = NULL, content_hash = NULL`;
}

/** Whom it does not go to any more, as a part of the statement. */
export const dropping = (recipients: string): Prisma.Sql => Prisma.sql`
  dropped AS (
    DELETE FROM message_recipient r USING claimed
    WHERE r.message_id = claimed.id AND r.status <> 'accepted'
      AND r.n NOT IN (SELECT n FROM jsonb_to_recordset(${recipients}::jsonb) AS x(n smallint))),`;

/** What becomes of a recipient that it had before. */
export const addressedAgain = Prisma.sql`
  ON CONFLICT (message_id, n) DO UPDATE SET kind = excluded.kind, address = excluded.address, status = 'waiting',
    is_open = true, reason = NULL, token = NULL, attempts = 0, claimed_at = NULL, handed_over_at = NULL,
    settled_at = NULL, settled_by_id = NULL, asked_by_id = NULL, retry_at = NULL, code = NULL, reply = NULL,
    refusals = 0, first_refused_at = NULL`;
