import { z } from 'zod';
import { SYSTEM } from '../../../contracts/actor.ts';
import {
  HOLD_KINDS,
  HOLD_SCOPES,
  LIST_KINDS,
  type HoldKind,
  type HoldScope,
} from '../../../contracts/holds/kinds.ts';
import type { Tx } from '../client.ts';
import { isOpen, openAt } from './open.ts';

/** Opens a hold of one enrollment (D8). */
export async function holdEnrollment(
  tx: Tx,
  input: {
    id: string;
    enrollmentId: string;
    kind: HoldKind;
    reason: string | null;
    authorId: string;
    startedAt: number;
    expiresAt: number | null;
  },
): Promise<void> {
  const { startedAt, expiresAt, ...hold } = input;
  await tx.hold.create({
    data: {
      ...hold,
      scope: 'enrollment',
      startedAt: new Date(startedAt),
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
    },
  });
}

/** A hold that the product opens because of what it heard (I4); instants are epoch milliseconds. */
export interface EngineHold {
  id: string;
  target:
    | { scope: 'enrollment'; enrollmentId: string }
    | { scope: 'customer'; customerId: string; exceptEnrollmentId: string | null };
  kind: HoldKind;
  reason: string | null;
  authorId: string;
  startedAt: number;
  expiresAt: number | null;
}

/**
 * Holds for the longest that was said: an open hold of the same target, kind and author grows to the later end; without one
 * it is opened. A customer's hold without an end stands apart from those with one.
 */
export async function holdLongest(
  tx: Tx,
  { id, target, kind, reason, authorId, startedAt, expiresAt }: EngineHold,
): Promise<{ holdId: string; isNew: boolean }> {
  const until = expiresAt === null ? null : new Date(expiresAt);
  // What waits for a person's answer ends with that, and takes no other hold of the customer with it.
  const isAlike = target.scope === 'customer' ? { expiresAt: until === null ? null : { not: null } } : {};
  const open = await tx.hold.findFirst({
    where: { ...target, kind, authorId, AND: [openAt(new Date(startedAt)), isAlike] },
    orderBy: { startedAt: 'asc' },
    select: { id: true, expiresAt: true },
  });
  if (!open) {
    const data = { id, ...target, kind, reason, authorId, startedAt: new Date(startedAt), expiresAt: until };
    await tx.hold.create({ data });
    return { holdId: id, isNew: true };
  }
  const isLonger = open.expiresAt !== null && (until === null || until > open.expiresAt);
  if (isLonger) await tx.hold.update({ where: { id: open.id }, data: { expiresAt: until } });
  return { holdId: open.id, isNew: false };
}

/** Ends the open holds of customers that wait for a person's answer without an end of their own (I4). */
export async function endWaitingForAnswer(
  tx: Tx,
  { customerIds, actorId, now }: { customerIds: readonly string[]; actorId: string; now: number },
): Promise<void> {
  await tx.hold.updateMany({
    where: {
      customerId: { in: [...customerIds] },
      scope: 'customer',
      kind: 'reply',
      authorId: SYSTEM.userId,
      expiresAt: null,
      endedAt: null,
    },
    data: { endedAt: new Date(now), endedById: actorId },
  });
}

/** Ends the open holds of one enrollment, but for those that a list or a status ends (S17). Returns how many there were. */
export async function endEnrollmentHolds(
  tx: Tx,
  { enrollmentId, now, actorId }: { enrollmentId: string; now: number; actorId: string },
): Promise<number> {
  const at = new Date(now);
  const { count } = await tx.hold.updateMany({
    where: {
      enrollmentId,
      scope: 'enrollment',
      kind: { notIn: [...LIST_KINDS] },
      ...openAt(at),
    },
    data: { endedAt: at, endedById: actorId },
  });
  return count;
}

/** An open hold as the explanation tells it. */
export interface ExplainedHold {
  scope: HoldScope;
  kind: HoldKind;
  reason: string | null;
  /** Who opened it; null when it was the engine. */
  author: string | null;
  expiresAt: number | null;
}

/** The holds of an enrollment that are open, oldest first, with who opened them and why. */
export async function listOpenOf(
  db: Tx,
  input: { enrollmentId: string; sequenceId: string; customerId: string; now: number },
): Promise<ExplainedHold[]> {
  const at = new Date(input.now);
  const rows = await db.$queryRaw`
    SELECT h.scope, h.kind, h.reason, u.name AS author, h.expires_at AS "expiresAt"
    FROM hold h LEFT JOIN app_user u ON u.id = h.author_id
    WHERE ${isOpen(at)}
      AND (h.scope = 'all' OR h.enrollment_id = ${input.enrollmentId} OR h.sequence_id = ${input.sequenceId}
        OR (h.scope = 'customer' AND h.customer_id = ${input.customerId}
          AND h.except_enrollment_id IS DISTINCT FROM ${input.enrollmentId}))
    ORDER BY h.started_at, h.id`;
  return z.array(explainedHoldSchema).parse(rows);
}

const explainedHoldSchema = z.object({
  scope: z.enum(HOLD_SCOPES),
  kind: z.enum(HOLD_KINDS),
  reason: z.string().nullable(),
  author: z.string().nullable(),
  expiresAt: z
    .date()
    .nullable()
    .transform((date) => date?.getTime() ?? null),
});
