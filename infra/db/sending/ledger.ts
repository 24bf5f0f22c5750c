import { z } from 'zod';
import { type Channel, type MessageSource, type RecipientStatus } from '../../../contracts/sending/kinds.ts';
import type { Tx } from '../client.ts';
import type { LeftOut } from '../../../domain/sending/choose-recipients.ts';
import type { NumberedRecipient } from '../../../domain/sending/number-recipients.ts';
import type { TrackedMail } from '../../../domain/sending/tracked-links.ts';
import { Prisma } from '../generated/client.ts';
import { gateName, type Gate } from '../locks.ts';
import { addressedAgain, claimedAgain, dropping } from './claimed-again.ts';
import { ENDING_WITH_MAIN } from './open-copies.ts';
import { taking, type Taken } from './send-limits.ts';
import { telling } from './told-outcomes.ts';
import type { Piece, RawTx } from '../raw-transaction.ts';

/** What a message was written for; at most one message each. */
export interface SourceRef {
  kind: MessageSource;
  id: string;
}

/** What a message belongs to besides its source. */
export interface MessageBelongs {
  enrollmentId: string | null;
  /** The run of a program that made it. */
  runId: string | null;
  /** The step it was written for; null: it is no step's. Its branch is read where it is claimed. */
  step: { stepId: string; sequenceId: string } | null;
  touchpointId: string | null;
}

export { markUncertain, settleStale } from './lost-hand-overs.ts';

/** A claim of one message: whoever holds `token` may hand it over. */
export interface ClaimInput {
  messageId: string;
  /** Nothing was ever claimed for its source, as was read under the locks: one that is there nevertheless fails the claim. */
  isFirst: boolean;
  source: SourceRef;
  channel: Channel;
  belongs: MessageBelongs;
  /** All gates that its hand-overs pass, in their order. */
  gates: readonly Gate[];
  /** Null: it goes to our own people, and no customer hears it. */
  customerId: string | null;
  contactId: string | null;
  /** The mailbox, or number, it leaves from. */
  mailboxId: string;
  /** The alias it leaves from; null: the mailbox's own address. */
  fromAddress: string | null;
  token: string;
  arVersion: number;
  headerId: string;
  subject: string;
  /** BCP 47, what it is written in; null: nobody has said. */
  language: string | null;
  /** Null: it has none, as an sms. */
  html: string | null;
  text: string;
  /** Of an sms: how many parts it is sent in. */
  segments: number | null;
  threadId: string | null;
  references: string[];
  facts: unknown;
  /** What of it is tracked (T1); null: nothing. */
  tracking: TrackedMail | null;
  approvedById: string | null;
  recipients: readonly NumberedRecipient[];
  /** Who was passed over or left out, and why (S3). */
  leftOut: readonly LeftOut[];
  /** Its places in the limits that it meets, which are locked; null: it meets none. */
  taken: Taken | null;
  /** What the row of its source becomes, as a statement; left out: it says so by itself. */
  shown?: Piece | null;
  now: number;
}

/**
 * Claims the send in the ledger, in one statement: the row (one per source, for ever), its recipients and the attempt.
 * The caller holds the customer and what the message belongs to, and has checked that the row may be claimed. Copies wait
 * for the main one; recipients that accepted earlier stay as they are, and keep their numbers.
 */
export async function claim(tx: RawTx, input: ClaimInput): Promise<void> {
  const now = new Date(input.now);
  const recipients = JSON.stringify(input.recipients);
  const { enrollmentId, runId, step, touchpointId } = input.belongs;
  const { taken } = input;
  // Where it meets none any more, those of an earlier claim are given back.
  const places = taken && taken.places.length > 0 ? JSON.stringify(taken.places) : null;
  const isSms = input.channel === 'sms';
  const [mailboxId, smsSenderId] = isSms ? [null, input.mailboxId] : [input.mailboxId, null];
  const main = input.recipients.find(({ n }) => n === 1)?.address ?? null;
  await tx.$executeRaw`
    WITH claimed AS (
      INSERT INTO message (id, source_kind, source_id, customer_id, contact_id, enrollment_id, run_id,
        sequence_id, sequence_version, branch_id, step_id, touchpoint_id, sender_id, mailbox_id, sms_sender_id, from_address, gates, channel, status, token,
        ar_version, header_id, subject, language, body_html, body_text, segments, thread_id, reference_ids, facts, left_out,
        tracking, approved_by_id, places, attempts,
        claimed_at, created_at)
      VALUES (${input.messageId}, ${input.source.kind}, ${input.source.id}, ${input.customerId}, ${input.contactId},
        ${enrollmentId}, ${runId}, ${step?.sequenceId ?? null},
        (SELECT version FROM sequence WHERE id = ${step?.sequenceId ?? null}),
        (SELECT branch_id FROM step WHERE id = ${step?.stepId ?? null}), ${step?.stepId ?? null}, ${touchpointId},
        ${input.mailboxId}, ${mailboxId}, ${smsSenderId}, ${input.fromAddress}, ${input.gates.map(gateName)}::text[], ${input.channel}, 'claimed', ${input.token},
        ${input.arVersion}, ${input.headerId}, ${input.subject}, ${input.language}, ${input.html}, ${input.text}, ${input.segments}, ${input.threadId},
        ${input.references}::text[], ${JSON.stringify(input.facts)}::jsonb, ${JSON.stringify(input.leftOut)}::jsonb,
        ${input.tracking && JSON.stringify(input.tracking)}::jsonb, ${input.approvedById}, ${places}::jsonb, 1, ${now}, ${now})
      ${input.isFirst ? Prisma.empty : claimedAgain(main)}
      RETURNING id, token, attempts),
    ${taken ? taking(input.source, taken) : Prisma.empty}
    ${input.shown ? Prisma.sql`shown AS (${input.shown}),` : Prisma.empty}
    ${input.isFirst ? Prisma.empty : dropping(recipients)}
    addressed AS (
      INSERT INTO message_recipient (message_id, n, kind, address, status, is_open)
      SELECT claimed.id, x.n, x.kind, x.address, 'waiting', true
      FROM claimed, jsonb_to_recordset(${recipients}::jsonb) AS x(n smallint, kind text, address text)
      ${input.isFirst ? Prisma.empty : addressedAgain})
    INSERT INTO message_attempt (message_id, token, attempt, started_at)
    SELECT id, token, attempts, ${now}::timestamptz FROM claimed`;
}

/** How the hand-over of the main copy ended, as the ledger keeps it. */
export interface SettleInput {
  messageId: string;
  token: string;
  status: 'sent' | 'refused' | 'uncertain' | 'claimed';
  code: number | null;
  /** The server's words. They stay here: never in logs, errors or histories. */
  reply: string | null;
  retryAt: number | null;
  /** How a gateway calls it. */
  gatewayId?: string | null;
  /** Of one that was not taken: the server put it off, or refused it by a policy. */
  refusal?: 'temporary' | 'policy' | null;
  now: number;
}

/** How the recipient of the main copy stands, by what its message came to. */
const MAIN_STATUS = {
  sent: 'accepted',
  refused: 'refused',
  uncertain: 'uncertain',
  claimed: 'waiting',
} as const satisfies Record<SettleInput['status'], RecipientStatus>;

/**
 * The parts of a statement that {@link settle} consists of, `settled` first. `behind`: what else the row has to fulfil.
 */
export function settling(input: SettleInput, behind: Prisma.Sql = Prisma.empty): Prisma.Sql {
  const now = new Date(input.now);
  const isRefused = input.status === 'refused';
  const isSettled = input.status === 'sent' || isRefused;
  const isPutOff = input.refusal === 'temporary';
  const isOfPolicy = input.refusal === 'policy';
  const isTold = isRefused || input.status === 'uncertain';
  const told = isTold
    ? Prisma.sql`told AS (${telling('settled', { at: now, status: input.status })}),`
    : Prisma.empty;
  return Prisma.sql`
    settled AS (
      UPDATE message SET status = ${input.status}, result_code = ${input.code}, result_text = ${input.reply},
        gateway_id = coalesce(${input.gatewayId ?? null}, gateway_id),
        settled_at = ${isSettled ? now : null}, retry_at = ${input.retryAt === null ? null : new Date(input.retryAt)},
        handed_over_at = CASE WHEN ${input.status} = 'claimed' THEN NULL ELSE handed_over_at END,
        refusals = refusals + CASE WHEN ${isPutOff} THEN 1 ELSE 0 END,
        first_refused_at = CASE WHEN ${isPutOff} THEN coalesce(first_refused_at, ${now}) ELSE first_refused_at END,
        policy_refused_at = CASE WHEN ${isOfPolicy} THEN ${now} ELSE policy_refused_at END,
        token = CASE WHEN ${input.status} = 'claimed' THEN token || '/ended' ELSE token END
      WHERE id = ${input.messageId} AND token = ${input.token} AND status IN ('claimed', 'handed_over', 'uncertain') ${behind}
      RETURNING *),
    ${told}
    answered AS (
      UPDATE message_recipient r SET
        status = CASE WHEN r.n = 1 THEN ${MAIN_STATUS[input.status]} ELSE ${isRefused ? 'cancelled' : 'claimed'} END,
        reason = CASE WHEN r.n = 1 THEN r.reason ELSE ${isRefused ? 'main_refused' : null}::text END,
        code = CASE WHEN r.n = 1 THEN ${input.code}::int ELSE r.code END,
        reply = CASE WHEN r.n = 1 THEN ${input.reply} ELSE r.reply END,
        settled_at = CASE WHEN r.n = 1 OR ${isRefused} THEN ${isSettled ? now : null}::timestamptz END,
        is_open = (r.n > 1 AND NOT ${isRefused}) OR ${input.status} = 'claimed',
        token = CASE WHEN r.n > 1 AND NOT ${isRefused} THEN ${input.token} || '/' || r.n END,
        claimed_at = CASE WHEN r.n > 1 AND NOT ${isRefused} THEN ${now}::timestamptz END,
        attempts = CASE WHEN r.n > 1 AND NOT ${isRefused} THEN r.attempts + 1 ELSE r.attempts END
      FROM settled
      WHERE r.message_id = settled.id AND (r.n = 1 OR (${isSettled} AND r.status = 'waiting'))),
    tried AS (
      UPDATE message_attempt a SET ended_at = ${now}, result = ${input.status}, code = ${input.code},
        reply = ${input.reply}
      FROM settled WHERE a.message_id = settled.id AND a.token = ${input.token})`;
}

/**
 * Settles the hand-over of the main copy, if the token still owns the row: `uncertain` may still become `sent` or
 * `refused` by the owner's late result. `claimed` gives an attempt back that left nothing behind; its token ends, so that
 * a fence that was given up and still commits finds nothing to mark. Once it is sent, the other copies are the owner's,
 * each under a token of its own; once it is refused they end too, until somebody tries it again.
 *
 * @returns whether this token owned the row
 */
export async function settle(tx: RawTx, input: SettleInput): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: string }[]>`WITH ${settling(input)} SELECT id FROM settled`;
  return rows.length === 1;
}

/** Takes an unmarked claim away, so that nothing passes the fence until it is claimed anew. */
export async function takeClaimAway(tx: RawTx, source: SourceRef): Promise<void> {
  await tx.$executeRaw`
    WITH taken AS (
      UPDATE message SET status = 'cancelled'
      WHERE source_kind = ${source.kind} AND source_id = ${source.id} AND status = 'claimed' RETURNING id)
    ${ENDING_WITH_MAIN}`;
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
  fromAddress: string | null;
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
    fromAddress: row.fromAddress,
    invoiceIds: asksForSchema.safeParse(row.facts).data?.invoices.map(({ invoiceId }) => invoiceId) ?? [],
  };
}

/**
 * A person's answer about an uncertain message: it arrived (`sent`), and its copies may leave, or it may be tried again
 * (`cancelled`).
 */
export async function answerUncertain(
  tx: RawTx,
  input: { messageId: string; status: 'sent' | 'cancelled'; actorId: string; now: number },
): Promise<void> {
  const at = new Date(input.now);
  const isSent = input.status === 'sent';
  await tx.$executeRaw`
    WITH answered AS (
      UPDATE message SET status = ${input.status}, settled_at = ${isSent ? at : null}::timestamptz,
        settled_by_id = ${input.actorId}, refusals = 0, first_refused_at = NULL, policy_refused_at = NULL
      WHERE id = ${input.messageId} RETURNING id)
    UPDATE message_recipient r SET status = ${isSent ? 'accepted' : 'waiting'}, is_open = ${!isSent},
      settled_at = ${isSent ? at : null}::timestamptz, settled_by_id = ${input.actorId}
    FROM answered WHERE r.message_id = answered.id AND r.n = 1`;
}
