import { z } from 'zod';
import { KEEPING_A_PLACE, WAITING_FOR_MAILBOX } from '../../../contracts/sending/kinds.ts';
import type { StartedAnswer } from '../../temporal/lifecycle/inbox/answers.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { listOutOfLineOf } from '../sending/send-lines.ts';
import { dealtJson, waitingSchema, type Dealing, type WaitingRow } from '../sending/waiting.ts';

const startedSchema = z.array(
  z.object({ answerId: z.string(), customerId: z.string(), mailboxId: z.string() }),
);
const STARTED = Prisma.sql`a.id AS "answerId", a.customer_id AS "customerId", a.mailbox_id AS "mailboxId"`;

/** Lets answers look for their mailbox at once that wait at one that is retired; a place in its line goes with that. */
export async function releaseFromMailbox(tx: Tx, mailboxId: string, now: number): Promise<StartedAnswer[]> {
  const rows = await tx.$queryRaw`
    UPDATE conversation_answer a SET wake_at = ${new Date(now)}
    WHERE a.wake_at IS NOT NULL AND a.send_status = 'requested' AND a.held_reason = ANY(${[...WAITING_FOR_MAILBOX]}::text[])
      AND a.mailbox_id IN (SELECT id FROM mailbox WHERE id = ${mailboxId} OR retired_at IS NOT NULL)
    RETURNING ${STARTED}`;
  return startedSchema.parse(rows);
}

/** Answers that wait for a mailbox which fails. */
export async function listFailing(tx: Tx, mailboxId: string): Promise<WaitingRow[]> {
  const rows = await tx.$queryRaw`
    SELECT id, requested_at AS "dueAt", true AS "isFirst", 1 + jsonb_array_length(content->'cc') AS copies
    FROM conversation_answer
    WHERE wake_at IS NOT NULL AND send_status = 'requested' AND held_reason = 'mailbox_failing'
      AND mailbox_heir(mailbox_id) = ${mailboxId}
    ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`;
  return z.array(waitingSchema).parse(rows);
}

/** Says when each of them, which are locked, may try. @returns those to wake */
export async function deal(tx: Tx, { dealt, now }: Dealing): Promise<StartedAnswer[]> {
  const at = new Date(now);
  const rows = await tx.$queryRaw`
    UPDATE conversation_answer a SET slot_at = d."slotAt", wake_at = d.at,
      held_reason = CASE WHEN d.at > ${at} THEN 'mailbox_limit' END,
      held_until = CASE WHEN d.at > ${at} THEN d.at END
    FROM jsonb_to_recordset(${dealtJson(dealt)}::jsonb) AS d(id text, at timestamptz, "slotAt" timestamptz)
    WHERE a.id = d.id RETURNING ${STARTED}`;
  return startedSchema.parse(rows);
}

/** Lets those of these that wait for such a reason be tried now. @returns those to wake */
export async function call(
  tx: Tx,
  { ids, reasons, now }: { ids: readonly string[]; reasons: readonly string[]; now: number },
): Promise<StartedAnswer[]> {
  const at = new Date(now);
  const rows = await tx.$queryRaw`
    UPDATE conversation_answer a SET wake_at = ${at}, held_until = ${at}
    FROM (SELECT id FROM conversation_answer
      WHERE id = ANY(${[...ids]}::text[]) AND wake_at IS NOT NULL AND send_status = 'requested'
        AND held_reason = ANY(${[...reasons]}::text[])
      ORDER BY id FOR NO KEY UPDATE) waiting
    WHERE a.id = waiting.id RETURNING ${STARTED}`;
  return startedSchema.parse(rows);
}

/** Answers with a place in line that do not wait for it any more. */
export function listOutOfLine(db: Tx, now: number): Promise<string[]> {
  const waits = Prisma.sql`
    SELECT FROM conversation_answer a
    WHERE a.id = t.source_id AND a.send_status = 'requested' AND a.held_reason = ANY(${[...KEEPING_A_PLACE]}::text[])`;
  return listOutOfLineOf(db, { kind: 'answer', waits, now });
}
