import { z } from 'zod';
import type { MessageSource, RecipientKind, RecipientStatus } from '../../../contracts/sending/kinds.ts';
import type { Tx } from '../client.ts';
import { gateName, type Gate } from '../locks.ts';
import type { RawTx } from '../raw-transaction.ts';
import { isOpen } from '../holds/open.ts';

/** What a message was written for; at most one message each. */
export interface SourceRef {
  kind: MessageSource;
  id: string;
}

/** A claim of one message: whoever holds `token` may hand it over. */
export interface ClaimInput {
  messageId: string;
  source: SourceRef;
  enrollmentId: string | null;
  /** The run of a program that made it. */
  runId: string | null;
  /** The step it was written for; null: it is no step's. Its branch is read where it is claimed. */
  step: { stepId: string; sequenceId: string } | null;
  touchpointId: string | null;
  /** Gates of its own that its hand-overs pass, besides those of every message. */
  gates: readonly Gate[];
  customerId: string;
  contactId: string | null;
  mailboxId: string;
  token: string;
  arVersion: number;
  headerId: string;
  subject: string;
  html: string;
  text: string;
  threadId: string | null;
  references: string[];
  facts: unknown;
  approvedById: string | null;
  /** The main one first. */
  recipients: { kind: RecipientKind; address: string }[];
  /** The sending slot it used, if its mailbox is limited. */
  slotAt: number | null;
  now: number;
}

/**
 * Claims the send in the ledger, in one statement: the row (one per source, for ever), its recipients and the attempt;
 * the execution shows `sending`. The caller holds the customer and what the message belongs to, and has checked that
 * the row may be claimed. Recipients that accepted earlier stay as they are, and keep their numbers.
 */
export async function claim(tx: RawTx, input: ClaimInput): Promise<void> {
  const now = new Date(input.now);
  const recipients = JSON.stringify(input.recipients);
  const { step } = input;
  const gates: Gate[] = [{ kind: 'switch' }, ...input.gates, { kind: 'mailbox', id: input.mailboxId }];
  await tx.$executeRaw`
    WITH claimed AS (
      INSERT INTO message (id, source_kind, source_id, customer_id, contact_id, enrollment_id, run_id,
        sequence_id, branch_id, step_id, touchpoint_id, sender_id, mailbox_id, gates, channel, status, token, ar_version,
        header_id, subject, body_html, body_text, thread_id, reference_ids, facts, approved_by_id, attempts, claimed_at,
        created_at)
      VALUES (${input.messageId}, ${input.source.kind}, ${input.source.id}, ${input.customerId}, ${input.contactId},
        ${input.enrollmentId}, ${input.runId}, ${step?.sequenceId ?? null},
        (SELECT branch_id FROM step WHERE id = ${step?.stepId ?? null}), ${step?.stepId ?? null}, ${input.touchpointId},
        ${input.mailboxId}, ${input.mailboxId}, ${gates.map(gateName)}::text[], 'email', 'claimed', ${input.token},
        ${input.arVersion}, ${input.headerId}, ${input.subject}, ${input.html}, ${input.text}, ${input.threadId},
        ${input.references}::text[], ${JSON.stringify(input.facts)}::jsonb, ${input.approvedById}, 1, ${now}, ${now})
      ON CONFLICT (source_kind, source_id) DO UPDATE SET
        status = 'claimed', token = excluded.token, ar_version = excluded.ar_version, contact_id = excluded.contact_id,
        branch_id = excluded.branch_id, sender_id = excluded.sender_id, mailbox_id = excluded.mailbox_id,
        gates = excluded.gates, subject = excluded.subject, body_html = excluded.body_html,
        body_text = excluded.body_text, thread_id = excluded.thread_id, reference_ids = excluded.reference_ids,
        facts = excluded.facts, approved_by_id = excluded.approved_by_id, attempts = message.attempts + 1,
        claimed_at = excluded.claimed_at, handed_over_at = NULL, settled_at = NULL, settled_by_id = NULL,
        retry_at = NULL, result_code = NULL, result_text = NULL
      RETURNING id, token, attempts),
    kept AS (
      SELECT r.n FROM claimed JOIN message_recipient r ON r.message_id = claimed.id AND r.status = 'accepted'),
    copy AS MATERIALIZED (
      SELECT claimed.id, free.n, r->>'kind' AS kind, r->>'address' AS address
      FROM claimed, jsonb_array_elements(${recipients}::jsonb) WITH ORDINALITY AS listed(r, place)
      JOIN (
        SELECT g.n, row_number() OVER (ORDER BY g.n) AS place
        FROM generate_series(1, ${input.recipients.length}::int + (SELECT count(*)::int FROM kept)) AS g(n)
        WHERE g.n NOT IN (SELECT n FROM kept)) free ON free.place = listed.place),
    dropped AS (
      DELETE FROM message_recipient r USING claimed
      WHERE r.message_id = claimed.id AND r.status <> 'accepted' AND r.n NOT IN (SELECT n FROM copy)),
    addressed AS (
      INSERT INTO message_recipient (message_id, n, kind, address, status)
      SELECT id, n, kind, address, 'pending' FROM copy
      ON CONFLICT (message_id, n) DO UPDATE SET kind = excluded.kind, address = excluded.address, status = 'pending',
        code = NULL, reply = NULL),
    logged AS (
      INSERT INTO message_attempt (message_id, token, attempt, started_at)
      SELECT id, token, attempts, ${now}::timestamptz FROM claimed)
    UPDATE step_execution SET status = 'sending', ready_at = coalesce(ready_at, ${now}::timestamptz), held_reason = NULL,
      held_until = NULL, error_code = NULL, error_detail = NULL,
      slot_at = ${input.slotAt === null ? null : new Date(input.slotAt)}
    WHERE id = ${input.source.id}`;
}

/**
 * The fence: marks the hand-over if the claim is still mine, nothing was stopped, paused or switched off, and the
 * customer's receivables are those the message was rendered from. Gates must have been passed in a statement before.
 *
 * @returns whether the body may leave
 */
export async function passFence(
  tx: RawTx,
  input: { messageId: string; token: string; now: number },
): Promise<boolean> {
  const now = new Date(input.now);
  const marked = await tx.$executeRaw`
    WITH c AS MATERIALIZED (
      SELECT id, ar_version FROM customer
      WHERE id = (SELECT customer_id FROM message WHERE id = ${input.messageId}) FOR NO KEY UPDATE)
    UPDATE message m SET status = 'handed_over', handed_over_at = ${now}
    FROM c, enrollment e, sequence s
    WHERE m.id = ${input.messageId} AND m.token = ${input.token} AND m.status = 'claimed'
      AND c.id = m.customer_id AND c.ar_version = m.ar_version
      AND e.id = m.enrollment_id AND e.is_live AND s.id = e.sequence_id
      AND (s.status = 'active' OR (s.status = 'archived' AND s.closing = 'finish'))
      AND (s.end_at IS NULL OR s.end_at > ${now})
      AND NOT EXISTS (
        SELECT 1 FROM hold h WHERE ${isOpen(now)}
          AND (h.scope = 'all' OR h.enrollment_id = e.id OR (h.scope = 'customer' AND h.customer_id = e.customer_id)
            OR h.sequence_id = s.id OR (h.scope = 'mailbox' AND h.mailbox_id = m.mailbox_id)))`;
  return marked === 1;
}

/** How a hand-over ended, as the ledger keeps it. */
export interface SettleInput {
  messageId: string;
  token: string;
  status: 'sent' | 'refused' | 'uncertain' | 'claimed';
  code: number | null;
  /** The server's words. They stay here: never in logs, errors or histories. */
  reply: string | null;
  recipients: { address: string; status: RecipientStatus; code: number | null; reply: string | null }[];
  retryAt: number | null;
  now: number;
}

/**
 * Settles a hand-over, if the token still owns the row: `uncertain` may still become `sent` or `refused` by the
 * owner's late result. `claimed` gives an attempt back that left nothing behind; its token ends, so that a fence that
 * was given up and still commits finds nothing to mark.
 *
 * @returns whether this token owned the row
 */
export async function settle(tx: RawTx, input: SettleInput): Promise<boolean> {
  const now = new Date(input.now);
  const isSettled = input.status === 'sent' || input.status === 'refused';
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH settled AS (
      UPDATE message SET status = ${input.status}, result_code = ${input.code}, result_text = ${input.reply},
        settled_at = ${isSettled ? now : null}, retry_at = ${input.retryAt === null ? null : new Date(input.retryAt)},
        handed_over_at = CASE WHEN ${input.status} = 'claimed' THEN NULL ELSE handed_over_at END,
        token = CASE WHEN ${input.status} = 'claimed' THEN token || '/ended' ELSE token END
      WHERE id = ${input.messageId} AND token = ${input.token} AND status IN ('claimed', 'handed_over', 'uncertain')
      RETURNING id),
    answered AS (
      UPDATE message_recipient r SET status = n.status, code = n.code, reply = n.reply
      FROM settled, jsonb_to_recordset(${JSON.stringify(input.recipients)}::jsonb)
        AS n(address text, status text, code int, reply text)
      WHERE r.message_id = settled.id AND r.address = n.address),
    logged AS (
      UPDATE message_attempt a SET ended_at = ${now}, result = ${input.status}, code = ${input.code},
        reply = ${input.reply}
      FROM settled WHERE a.message_id = settled.id AND a.token = ${input.token})
    SELECT id FROM settled`;
  return rows.length === 1;
}

/**
 * A hand-over whose owner vanished: only a person, or the owner's late result, can settle it (D1). What the message
 * belongs to shows it.
 */
export async function markUncertain(
  tx: RawTx,
  { source, token, now }: { source: SourceRef; token: string; now: number },
): Promise<void> {
  const at = new Date(now);
  await tx.$executeRaw`
    WITH uncertain AS (
      UPDATE message SET status = 'uncertain'
      WHERE source_kind = ${source.kind} AND source_id = ${source.id} AND token = ${token}
        AND status = 'handed_over' RETURNING id, token, source_id),
    logged AS (
      UPDATE message_attempt a SET result = 'uncertain' FROM uncertain u
      WHERE a.message_id = u.id AND a.token = u.token),
    acted AS (
      UPDATE action a SET send_status = 'uncertain', error_code = 'uncertain', error_detail = ${VANISHED}, wake_at = NULL
      FROM uncertain u WHERE a.id = u.source_id),
    touched AS (
      UPDATE scheduled_touchpoint t SET status = 'uncertain', error_code = 'uncertain', error_detail = ${VANISHED},
        held_reason = NULL, held_until = NULL, wake_at = NULL, updated_at = ${at}, history = t.history ||
          jsonb_build_object('at', ${at.toISOString()}::text, 'from', t.status, 'to', 'uncertain', 'by', 'system')
      FROM uncertain u WHERE t.id = u.source_id AND t.status = 'approved')
    UPDATE step_execution SET status = 'uncertain', error_code = 'uncertain', error_detail = ${VANISHED}
    WHERE id = ${source.id} AND EXISTS (SELECT 1 FROM uncertain)`;
}

/** What a person reads who has to find out whether it arrived. */
export const VANISHED = 'The process ended after the hand-over: the server may have it.';

/** Takes unmarked claims of enrollments away, so that nothing of theirs passes the fence until it is claimed anew. */
export async function takeClaimsAway(tx: RawTx, enrollmentIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    WITH taken AS (
      UPDATE message SET status = 'cancelled'
      WHERE enrollment_id = ANY(${[...enrollmentIds]}::text[]) AND status = 'claimed' RETURNING source_id)
    UPDATE step_execution x
    SET status = CASE WHEN x.is_manual OR x.send_requested_at IS NOT NULL THEN 'ready' ELSE 'planned' END
    FROM taken WHERE x.id = taken.source_id AND x.status = 'sending'`;
}

/** A message whose hand-over has begun. */
export interface InFlight {
  messageId: string;
  stepExecutionId: string;
  status: string;
  token: string;
}

/** Messages of an enrollment whose hand-over has begun and whose outcome is not known (S10). */
export async function findInFlight(db: RawTx, enrollmentId: string): Promise<InFlight[]> {
  return db.$queryRaw<InFlight[]>`
    SELECT id AS "messageId", source_id AS "stepExecutionId", status, token FROM message
    WHERE enrollment_id = ${enrollmentId} AND status IN ('handed_over', 'uncertain') AND settled_at IS NULL ORDER BY id`;
}

/** Where messages stand now. */
export async function readStatuses(db: Tx, messageIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.message.findMany({
    where: { id: { in: [...messageIds] } },
    select: { id: true, status: true },
  });
  return new Map(rows.map((row) => [row.id, row.status]));
}

/** A row of the ledger, as a person who settles it needs it. */
export interface LedgerState {
  messageId: string;
  contactId: string | null;
  status: string;
  handedOverAt: number | null;
  subject: string;
  text: string;
  headerId: string;
  mailboxId: string | null;
  /** Of a touchpoint: the invoices it asks for. */
  invoiceIds: string[];
}

const asksForSchema = z.object({ invoices: z.array(z.object({ invoiceId: z.string() })) });

/** Reads and locks it; null: nothing was ever claimed. */
export async function lockOf(tx: Tx, source: SourceRef): Promise<LedgerState | null> {
  await tx.$queryRaw`
    SELECT id FROM message WHERE source_kind = ${source.kind} AND source_id = ${source.id} FOR UPDATE`;
  const row = await tx.message.findUnique({
    where: { sourceKind_sourceId: { sourceKind: source.kind, sourceId: source.id } },
  });
  if (!row) return null;
  return {
    messageId: row.id,
    contactId: row.contactId,
    status: row.status,
    handedOverAt: row.handedOverAt?.getTime() ?? null,
    subject: row.subject,
    text: row.bodyText,
    headerId: row.headerId,
    mailboxId: row.mailboxId,
    invoiceIds: asksForSchema.safeParse(row.facts).data?.invoices.map(({ invoiceId }) => invoiceId) ?? [],
  };
}

/** A person's answer about an uncertain message: it arrived (`sent`), or it may be tried again (`cancelled`). */
export async function answerUncertain(
  tx: Tx,
  input: { messageId: string; status: 'sent' | 'cancelled'; actorId: string; now: number },
): Promise<void> {
  const at = new Date(input.now);
  const isSent = input.status === 'sent';
  await tx.message.update({
    where: { id: input.messageId },
    data: { status: input.status, settledAt: isSent ? at : null, settledById: input.actorId },
  });
  if (!isSent) return;
  await tx.messageRecipient.updateMany({
    where: { messageId: input.messageId, status: 'pending' },
    data: { status: 'accepted' },
  });
}
