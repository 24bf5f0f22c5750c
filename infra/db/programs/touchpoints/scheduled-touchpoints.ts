import { z } from 'zod';
import {
  SCHEDULED_TOUCHPOINT_STATUSES,
  TOUCHPOINT_DECISIONS,
  TOUCHPOINT_REASONS,
} from '../../../../contracts/programs/kinds.ts';
import { TOUCHPOINT_LEVELS } from '../../../../contracts/sending/kinds.ts';
import type {
  ScheduledTouchpoint,
  TouchpointChanges,
  WrittenBasis,
  WrittenBefore,
  WrittenContent,
} from '../../../../domain/programs/written-touchpoint.ts';
import type { RawTx } from '../../raw-transaction.ts';
import { dayOf } from '../../rows.ts';

const addresses = z.array(z.string());

/** What a message says, as it is stored. */
export const writtenContentSchema: z.ZodType<WrittenContent> = z.object({
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  language: z.string().nullish(),
  to: addresses,
  cc: addresses,
  bcc: addresses,
  contactId: z.string().nullable(),
  invoices: z.array(z.string()),
  isTextByHand: z.boolean().default(false),
  isAddressedByHand: z.boolean().default(false),
});

/** What a message was written from, as it is stored. */
export const writtenBasisSchema: z.ZodType<WrittenBasis> = z.object({
  fingerprint: z.string(),
  currency: z.string(),
  invoices: z.array(
    z.object({
      invoiceId: z.string(),
      number: z.string(),
      balance: z.string(),
      credit: z.string().optional(),
      dueOn: z.string(),
    }),
  ),
  credit: z.string().optional(),
  to: addresses,
});

const moved = z.object({ before: z.string(), after: z.string(), currency: z.string() }).nullable();
const amountDue = z
  .object({ balance: z.string(), dueOn: z.string(), credit: z.string().optional() })
  .nullable();

/** Why a message came back, as it is stored. */
export const touchpointChangesSchema: z.ZodType<TouchpointChanges> = z.object({
  balance: moved,
  // What was stored before there was credit does not name it.
  credit: moved.default(null),
  invoices: z.array(
    z.object({ invoiceId: z.string(), number: z.string(), before: amountDue, after: amountDue }),
  ),
  recipients: z.object({ before: addresses, after: addresses }).nullable(),
  reply: z
    .object({ at: z.string(), messageId: z.string().nullable(), mailId: z.string().nullable() })
    .optional(),
});

/** What it said before it came back, as it is stored. */
export const writtenBeforeSchema: z.ZodType<WrittenBefore> = z.object({
  content: writtenContentSchema,
  facts: writtenBasisSchema,
});

const instant = z
  .date()
  .nullable()
  .transform((at) => at?.getTime() ?? null);

const rowSchema = z
  .object({
    id: z.string(),
    program_id: z.string(),
    touchpoint_id: z.string(),
    customer_id: z.string(),
    invoice_id: z.string().nullable(),
    level: z.enum(TOUCHPOINT_LEVELS),
    subject_id: z.string(),
    status: z.enum(SCHEDULED_TOUCHPOINT_STATUSES),
    decision: z.enum(TOUCHPOINT_DECISIONS).nullable(),
    reason: z.enum(TOUCHPOINT_REASONS).nullable(),
    planned_on: z.date(),
    planned_at: z.date(),
    run_id: z.string().nullable(),
    batch_id: z.string().nullable(),
    superseded_by_id: z.string().nullable(),
    days_overdue: z.number().nullable(),
    rank: z.number().nullable(),
    content: writtenContentSchema.nullable(),
    content_hash: z.string().nullable(),
    facts: writtenBasisSchema.nullable(),
    ar_version: z.number().nullable(),
    message_id: z.string().nullable(),
    edited_by_id: z.string().nullable(),
    edited_at: instant,
    decided_by_id: z.string().nullable(),
    decided_at: instant,
    returned_at: instant,
    returned_for: touchpointChangesSchema.nullable(),
    written_before: writtenBeforeSchema.nullable(),
    held_reason: z.string().nullable(),
    held_until: instant,
    slot_at: instant,
    wake_at: instant,
    error_code: z.string().nullable(),
    error_detail: z.string().nullable(),
    force_reason: z.string().nullable(),
    ended_at: instant,
  })
  .transform((row): ScheduledTouchpoint => ({
    scheduledTouchpointId: row.id,
    programId: row.program_id,
    touchpointId: row.touchpoint_id,
    customerId: row.customer_id,
    invoiceId: row.invoice_id,
    level: row.level,
    subjectId: row.subject_id,
    status: row.status,
    decision: row.decision,
    reason: row.reason,
    plannedOn: dayOf(row.planned_on),
    plannedAt: row.planned_at.getTime(),
    runId: row.run_id,
    batchId: row.batch_id,
    supersededById: row.superseded_by_id,
    daysOverdue: row.days_overdue,
    rank: row.rank,
    content: row.content,
    contentHash: row.content_hash,
    facts: row.facts,
    arVersion: row.ar_version,
    messageId: row.message_id,
    editedById: row.edited_by_id,
    editedAt: row.edited_at,
    decidedById: row.decided_by_id,
    decidedAt: row.decided_at,
    returnedAt: row.returned_at,
    returnedFor: row.returned_for,
    writtenBefore: row.written_before,
    heldReason: row.held_reason,
    heldUntil: row.held_until,
    slotAt: row.slot_at,
    wakeAt: row.wake_at,
    errorCode: row.error_code,
    errorDetail: row.error_detail,
    forceReason: row.force_reason,
    endedAt: row.ended_at,
  }));

/** Reads rows by their ids, in the order of the ids; absent ones are left out. */
export async function readAll(db: RawTx, ids: readonly string[]): Promise<ScheduledTouchpoint[]> {
  if (ids.length === 0) return [];
  const rows = await db.$queryRaw`
    SELECT s.id, s.program_id, s.touchpoint_id, s.customer_id, s.invoice_id, s.level, s.subject_id, s.status,
      s.decision, s.reason, s.planned_on, s.planned_at, s.run_id, s.batch_id, s.superseded_by_id, s.days_overdue,
      s.rank, s.content, s.content_hash, s.facts, s.ar_version, s.message_id, s.edited_by_id, s.edited_at,
      s.decided_by_id, s.decided_at, s.returned_at, s.returned_for, s.written_before, s.held_reason, s.held_until, s.slot_at,
      s.wake_at, s.error_code, s.error_detail, s.force_reason, s.ended_at
    FROM scheduled_touchpoint s WHERE s.id = ANY(${[...ids]}::text[]) ORDER BY s.id`;
  return z.array(rowSchema).parse(rows);
}

/** Reads one row; null when absent. */
export async function read(db: RawTx, scheduledTouchpointId: string): Promise<ScheduledTouchpoint | null> {
  return (await readAll(db, [scheduledTouchpointId]))[0] ?? null;
}

/** Locks a row behind its customer, the lock order of the product, and reads it; null when absent. */
export async function lock(tx: RawTx, scheduledTouchpointId: string): Promise<ScheduledTouchpoint | null> {
  await tx.$queryRaw`
    WITH held AS MATERIALIZED (
      SELECT id FROM customer
      WHERE id = (SELECT customer_id FROM scheduled_touchpoint WHERE id = ${scheduledTouchpointId})
      FOR NO KEY UPDATE)
    SELECT s.id FROM scheduled_touchpoint s JOIN held ON held.id = s.customer_id
    WHERE s.id = ${scheduledTouchpointId} FOR NO KEY UPDATE OF s`;
  return read(tx, scheduledTouchpointId);
}

/** What may change about a row: members that are left out stay. Instants in epoch milliseconds. */
export type ScheduledTouchpointSet = Partial<
  Omit<
    ScheduledTouchpoint,
    'scheduledTouchpointId' | 'programId' | 'touchpointId' | 'customerId' | 'level' | 'subjectId'
  >
>;

/** A change of one row. */
export interface ScheduledTouchpointChange {
  scheduledTouchpointId: string;
  set: ScheduledTouchpointSet;
  /** Stands in the history instead of the reason; given, there is an entry also when the status stays. */
  why?: string;
  /** A person's words, for the history. */
  note?: string | undefined;
  /** Only while it is in this status; left out: in any. */
  from?: ScheduledTouchpoint['status'];
  /** Only while its content is this one (null: not written); left out: whatever it is. */
  ifContentHash?: string | null;
}

/**
 * Changes a row; a change of its status is appended to its history in the same statement.
 *
 * @param input.by a user's id, or `system`
 * @returns false: it is not in the status it was to be in, or says something else, and nothing was changed
 */
export async function set(
  tx: RawTx,
  { by, now, ...change }: ScheduledTouchpointChange & { by: string; now: number },
): Promise<boolean> {
  return (await setAll(tx, { changes: [change], by, now })).length === 1;
}

/** Like {@link set}, for many rows in one statement. @returns the ids of those that were changed */
export async function setAll(
  tx: RawTx,
  { changes, by, now }: { changes: readonly ScheduledTouchpointChange[]; by: string; now: number },
): Promise<string[]> {
  if (changes.length === 0) return [];
  const at = new Date(now);
  const items = changes.map(({ scheduledTouchpointId, set: change, why, note, from, ...only }) => ({
    id: scheduledTouchpointId,
    patch: patchOf(change),
    why,
    note,
    from,
    expected: only.ifContentHash === undefined ? undefined : { contentHash: only.ifContentHash },
  }));
  const rows = await tx.$queryRaw`
    UPDATE scheduled_touchpoint s SET (invoice_id, status, decision, reason, planned_on, planned_at, run_id, batch_id,
        superseded_by_id, days_overdue, rank, content, content_hash, facts, ar_version, message_id, edited_by_id,
        edited_at, decided_by_id, decided_at, returned_at, returned_for, written_before, held_reason, held_until, slot_at, wake_at,
        error_code, error_detail, force_reason, ended_at, updated_at, history)
      = (SELECT r.invoice_id, r.status, r.decision, r.reason, r.planned_on, r.planned_at, r.run_id, r.batch_id,
          r.superseded_by_id, r.days_overdue, r.rank, r.content, r.content_hash, r.facts, r.ar_version, r.message_id,
          r.edited_by_id, r.edited_at, r.decided_by_id, r.decided_at, r.returned_at, r.returned_for, r.written_before, r.held_reason,
          r.held_until, r.slot_at, r.wake_at, r.error_code, r.error_detail, r.force_reason, r.ended_at, ${at}::timestamptz,
          s.history || CASE WHEN r.status = s.status AND i.why IS NULL THEN '[]'::jsonb
            ELSE jsonb_build_array(jsonb_build_object('at', ${at.toISOString()}::text, 'from', s.status, 'to',
                r.status, 'reason', coalesce(i.why, r.reason), 'by', ${by}::text)
              || jsonb_strip_nulls(jsonb_build_object('note', i.note))) END
        FROM jsonb_populate_record(s, i.patch) r)
    FROM jsonb_to_recordset(${JSON.stringify(items)}::jsonb)
      AS i(id text, patch jsonb, why text, note text, "from" text, expected jsonb)
    WHERE s.id = i.id AND (i."from" IS NULL OR s.status = i."from")
      AND (i.expected IS NULL OR s.content_hash IS NOT DISTINCT FROM i.expected->>'contentHash')
    RETURNING s.id`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id);
}

/** Columns and their values, as JSON. */
function patchOf(change: ScheduledTouchpointSet): Record<string, unknown> {
  const entries = Object.entries(change).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      name.endsWith('At') || name === 'heldUntil' ? instantOf(value) : value,
    ]),
  );
}

function instantOf(value: unknown): unknown {
  return typeof value === 'number' ? new Date(value).toISOString() : value;
}
