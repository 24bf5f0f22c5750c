import { z } from 'zod';
import { WAIT_REASONS, type WaitReason } from '../../../contracts/sending/kinds.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { isOpen } from '../holds/open.ts';
import { switchedOff } from '../holds/switched-off.ts';

/** Condition: hold `h` concerns message `m` besides those of everything. */
const CONCERNS = Prisma.sql`((h.scope = 'customer' AND h.customer_id = m.customer_id
    AND h.except_enrollment_id IS DISTINCT FROM coalesce(m.enrollment_id, ''))
  OR (h.scope = 'mailbox' AND h.mailbox_id = mailbox_heir(m.mailbox_id)) OR h.enrollment_id = m.enrollment_id
  OR 'sequence/' || h.sequence_id = ANY(m.gates) OR 'program/' || h.program_id = ANY(m.gates)
  OR 'automation/' || h.automation_id = ANY(m.gates))`;

/**
 * Condition: hold `h` holds the copies of message `m` back at an instant. A message of a manual step has left because a person
 * sent it, and its copies follow it under every switch (D9); nothing holds the answer of a person.
 */
const holds = (
  at: Date,
): Prisma.Sql => Prisma.sql`(${isOpen(at)} AND m.source_kind <> 'answer' AND (h.scope = 'all' OR ${CONCERNS})
  AND NOT (h.kind = 'switch' AND m.source_kind = 'step_execution' AND EXISTS (
    SELECT FROM step_execution x WHERE x.id = m.source_id AND x.is_manual)))`;

/** Condition: something holds the copies of message `m` back at an instant. */
export const isHeld = (at: Date): Prisma.Sql => Prisma.sql`EXISTS (SELECT FROM hold h WHERE ${holds(at)})`;

/** What holds the copies of a message back, as rows of the queue name it; `detail`: what is switched off, in words. */
export interface HeldCopies {
  reason: WaitReason;
  detail: string | null;
}

/** By message: what holds its copies back now, the widest first; nothing does: none. */
export async function readHeldCopies(
  db: Tx,
  { messageIds, now }: { messageIds: readonly string[]; now: number },
): Promise<ReadonlyMap<string, HeldCopies>> {
  if (messageIds.length === 0) return new Map();
  const rows = await db.$queryRaw`
    SELECT m.id, held.reason,
      CASE WHEN held.reason IN ('switched_off', 'mailbox_hold') THEN ${switchedOff(CONCERNS)} END AS detail
    FROM message m CROSS JOIN LATERAL (
      SELECT CASE
        WHEN bool_or(h.scope = 'all') THEN 'switched_off'
        WHEN bool_or(h.scope = 'sequence' AND h.kind = 'begin') THEN 'waiting_for_begin'
        WHEN bool_or(h.scope IN ('program', 'sequence', 'automation') AND h.kind = 'switch') THEN 'switched_off'
        WHEN bool_or(h.scope = 'program') THEN 'program_hold'
        WHEN bool_or(h.scope = 'sequence') THEN 'sequence_paused'
        WHEN bool_or(h.scope = 'customer') THEN 'customer_hold'
        WHEN bool_or(h.scope = 'enrollment' AND h.kind <> 'list') THEN 'paused'
        WHEN bool_or(h.scope = 'enrollment') THEN 'removed'
        WHEN count(*) > 0 THEN 'mailbox_hold' END AS reason
      FROM hold h WHERE ${holds(new Date(now))}) held
    WHERE m.id = ANY(${[...messageIds]}::text[]) AND held.reason IS NOT NULL`;
  return new Map(
    z
      .array(rowSchema)
      .parse(rows)
      .map(({ id, ...held }) => [id, held]),
  );
}

const rowSchema = z.object({ id: z.string(), reason: z.enum(WAIT_REASONS), detail: z.string().nullable() });
