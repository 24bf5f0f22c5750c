import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { AutomationAction } from '../../../contracts/automations/actions.ts';
import {
  AUTOMATION_PAUSE_REASONS,
  AUTOMATION_STATUSES,
  EFFECT_STATUSES,
  PASS_STATUSES,
  type EffectStatus,
  type RecordReason,
  type RecordStatus,
} from '../../../contracts/automations/kinds.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { isOpen } from '../holds/open.ts';
import { isApplied } from './applied-effects.ts';
import { jsonOf } from '../rows.ts';
import { customerIsVisible } from '../visibility.ts';

/** A customer in a pass who is not over yet, with what was done to them. */
export interface OpenRecord {
  customerId: string;
  depth: number;
  isTaken: boolean;
  /** By the key of the action: in this pass. */
  effects: Map<string, EffectStatus>;
  /** Keys of actions that were applied to them in other passes of the automation. */
  appliedBefore: Set<string>;
}

const openSchema = z.array(
  z.object({
    customerId: z.string(),
    depth: z.int(),
    isTaken: z.boolean(),
    effects: z.record(z.string(), z.enum(EFFECT_STATUSES)).nullable(),
    before: z.array(z.string()).nullable(),
  }),
);

/** The next open records of a pass by customer, besides some; `isTakenOnly`: those whose first action was applied. */
export async function listOpen(
  db: Tx,
  {
    passId,
    besides,
    isTakenOnly,
    limit,
  }: { passId: string; besides: readonly string[]; isTakenOnly: boolean; limit: number },
): Promise<OpenRecord[]> {
  const rows = await db.$queryRaw`
    SELECT r.customer_id AS "customerId", r.depth, r.taken_at IS NOT NULL AS "isTaken",
      (SELECT jsonb_object_agg(e.action_key, e.status) FROM automation_effect e
        WHERE e.pass_id = r.pass_id AND e.customer_id = r.customer_id) AS effects,
      (SELECT array_agg(DISTINCT e.action_key) FROM automation_effect e
        WHERE e.automation_id = r.automation_id AND e.customer_id = r.customer_id AND e.pass_id <> r.pass_id
          AND ${isApplied}) AS before
    FROM automation_record r
    WHERE r.pass_id = ${passId} AND r.status = 'open'::text AND (r.taken_at IS NOT NULL OR NOT ${isTakenOnly})
      AND r.customer_id <> ALL(${[...besides]}::text[])
    ORDER BY r.customer_id LIMIT ${limit}`;
  return openSchema.parse(rows).map(({ effects, before, ...record }) => ({
    ...record,
    effects: new Map(Object.entries(effects ?? {})),
    appliedBefore: new Set(before),
  }));
}

/** Condition: the emergency switch of automation `a` is on at an instant (D9). */
const isSwitchedOff = (now: number): Prisma.Sql => Prisma.sql`EXISTS (SELECT FROM hold h
  WHERE h.scope = 'automation' AND h.automation_id = a.id AND ${isOpen(new Date(now))})`;

/** Whether the emergency switch of one automation is on. */
export async function isOff(
  db: Tx,
  { automationId, now }: { automationId: string; now: number },
): Promise<boolean> {
  const rows = await db.$queryRaw<{ isOff: boolean }[]>`
    SELECT ${isSwitchedOff(now)} AS "isOff" FROM automation a WHERE a.id = ${automationId}`;
  return rows[0]?.isOff === true;
}

const standingSchema = z.array(
  z.object({
    isTaken: z.boolean(),
    automationStatus: z.enum(AUTOMATION_STATUSES),
    pauseReason: z.enum(AUTOMATION_PAUSE_REASONS).nullable(),
    isSwitchedOff: z.boolean(),
    endsAt: z
      .date()
      .nullable()
      .transform((date) => date?.getTime() ?? null),
    passStatus: z.enum(PASS_STATUSES),
    isCompared: z.boolean(),
    isRetried: z.boolean(),
    version: z.int(),
    isThere: z.boolean(),
    isVisible: z.boolean(),
    isMember: z.boolean(),
  }),
);
/** How an open record stands at the moment of its next action. */
export type RecordStanding = z.infer<typeof standingSchema>[number];

/** How a record stands now; null: it is over. Until the transaction ends it is not taken out of its pass. */
export async function look(
  tx: Tx,
  viewer: Viewer,
  { passId, customerId, now }: { passId: string; customerId: string; now: number },
): Promise<RecordStanding | null> {
  const rows = await tx.$queryRaw`
    SELECT r.taken_at IS NOT NULL AS "isTaken", a.status AS "automationStatus", a.ends_at AS "endsAt",
      a.pause_reason AS "pauseReason", ${isSwitchedOff(now)} AS "isSwitchedOff", p.status AS "passStatus", p.retried_at IS NOT NULL AS "isRetried", c.id IS NOT NULL AS "isThere",
      p.compared_at IS NOT NULL AS "isCompared", a.version, coalesce(${customerIsVisible(viewer, 'c')}, FALSE) AS "isVisible", (m.customer_id IS NOT NULL OR a.status = 'completed') AS "isMember"
    FROM automation_record r JOIN automation_pass p ON p.id = r.pass_id JOIN automation a ON a.id = p.automation_id
    LEFT JOIN customer c ON c.id = r.customer_id
    LEFT JOIN automation_member m ON m.automation_id = r.automation_id AND m.customer_id = r.customer_id
    WHERE r.pass_id = ${passId} AND r.customer_id = ${customerId} AND r.status = 'open'::text FOR KEY SHARE OF r`;
  return standingSchema.parse(rows)[0] ?? null;
}

/** One action of one customer in a pass. */
export interface EffectRow {
  id: string;
  passId: string;
  customerId: string;
  automationId: string;
  action: AutomationAction;
  ordinal: number;
  now: number;
}

/**
 * Writes that an action is applied, before it is: whoever does it a second time waits here, and finds it done. One that
 * failed or was skipped before makes way.
 *
 * @returns false: it was applied already
 */
export async function beginEffect(tx: Tx, effect: EffectRow): Promise<boolean> {
  const { id, passId, customerId, automationId, action, ordinal, now } = effect;
  await tx.$executeRaw`
    DELETE FROM automation_effect WHERE pass_id = ${passId} AND customer_id = ${customerId}
      AND action_key = ${action.key} AND status IN ('failed', 'skipped')`;
  const added = await tx.$executeRaw`
    INSERT INTO automation_effect (id, pass_id, customer_id, automation_id, action_key, ordinal, kind, status, at)
    VALUES (${id}, ${passId}, ${customerId}, ${automationId}, ${action.key}, ${ordinal}, ${action.kind}, 'done',
      ${new Date(now)})
    ON CONFLICT (pass_id, customer_id, action_key) DO NOTHING`;
  return added === 1;
}

/** The effect of an action on a customer in a pass that failed; null: it did not. */
export async function findFailed(
  tx: Tx,
  { passId, customerId, key }: { passId: string; customerId: string; key: string },
): Promise<string | null> {
  const where = { passId, customerId, actionKey: key, status: 'failed' };
  return (await tx.automationEffect.findFirst({ where, select: { id: true } }))?.id ?? null;
}

/** Writes what became of an action that was begun, where that is more than `done`. */
export async function setEffect(
  tx: Tx,
  { id, status, data }: { id: string; status: 'done' | 'waiting'; data: object | undefined },
): Promise<void> {
  await tx.automationEffect.update({
    where: { id },
    data: { status, data: jsonOf(data) as Prisma.InputJsonValue },
  });
}

/** Actions that were not applied, each with the reason; one that was applied meanwhile stays. */
export async function writeUnapplied(
  tx: Tx,
  effects: readonly (EffectRow & { status: 'failed' | 'skipped'; reason: string; detail: string | null })[],
): Promise<void> {
  for (const { action, now, ...effect } of effects) {
    const what = { ...effect, actionKey: action.key, kind: action.kind, at: new Date(now) };
    const { passId, customerId } = effect;
    await tx.automationEffect.deleteMany({
      where: { passId, customerId, actionKey: action.key, status: { in: ['failed', 'skipped'] } },
    });
    await tx.automationEffect.createMany({ data: [what], skipDuplicates: true });
  }
}

/**
 * Takes an open record in hand, or ends it. False: it is over already, whoever ended it; nothing must be done to it then.
 * `isAwaited`: a message of it may have been refused meanwhile, and then the customer has failed.
 */
export async function settle(
  tx: Tx,
  input: {
    passId: string;
    customerId: string;
    status: RecordStatus;
    reason?: RecordReason;
    isAwaited?: boolean;
    now: number;
  },
): Promise<boolean> {
  const { passId, customerId, status, reason = null, isAwaited = false, now } = input;
  const at = new Date(now);
  // Behind whoever is just settling a message of it.
  if (isAwaited)
    await tx.$queryRaw`
      SELECT 1 FROM automation_record WHERE pass_id = ${passId} AND customer_id = ${customerId} FOR NO KEY UPDATE`;
  const count = await tx.$executeRaw`
    UPDATE automation_record SET taken_at = coalesce(taken_at, ${at}), reason = ${reason},
      status = CASE WHEN ${isAwaited}::boolean AND EXISTS (SELECT FROM automation_effect e
        WHERE e.pass_id = ${passId} AND e.customer_id = ${customerId} AND e.status = 'failed'::text)
        THEN 'failed' ELSE ${status} END,
      finished_at = ${status === 'open' ? null : at}::timestamptz
    WHERE pass_id = ${passId} AND customer_id = ${customerId} AND status = 'open'::text`;
  return count === 1;
}

/** Notes that an open record failed for a fault of ours. @returns how often it did; 0: it is over */
export async function noteFault(
  db: Tx,
  { passId, customerId }: { passId: string; customerId: string },
): Promise<number> {
  const rows = await db.$queryRaw<{ faults: number }[]>`
    UPDATE automation_record SET faults = faults + 1
    WHERE pass_id = ${passId} AND customer_id = ${customerId} AND status = 'open'::text RETURNING faults`;
  return rows[0]?.faults ?? 0;
}

/** How many customers of a pass stand where. */
export type RecordCounts = Record<RecordStatus, number>;

/** Counts the records of a pass. */
export async function count(db: Tx, passId: string): Promise<RecordCounts> {
  const rows = await db.automationRecord.groupBy({ by: ['status'], where: { passId }, _count: true });
  const counts: RecordCounts = { open: 0, done: 0, failed: 0, skipped: 0 };
  for (const { status, _count } of rows) counts[status as RecordStatus] = _count;
  return counts;
}

/** Whether a pass has records that are not over; of those only whose first action was applied, if asked. */
export async function hasOpen(
  db: Tx,
  { passId, isTakenOnly }: { passId: string; isTakenOnly: boolean },
): Promise<boolean> {
  const where = { passId, status: 'open', ...(isTakenOnly && { takenAt: { not: null } }) };
  return (await db.automationRecord.findFirst({ where, select: { customerId: true } })) !== null;
}

/**
 * Opens the failed records of a pass again that a person may see; those to whom something was done already stay in hand. What
 * failed of an action that an edit has removed since is left out: nobody can try it again.
 *
 * @param keys of the actions that the automation has
 * @returns how many
 */
export async function reopenFailed(
  tx: Tx,
  viewer: Viewer,
  { passId, keys }: { passId: string; keys: readonly string[] },
): Promise<number> {
  const count = await tx.$executeRaw`
    UPDATE automation_record r SET status = 'open', reason = NULL, finished_at = NULL, faults = 0,
      taken_at = CASE WHEN EXISTS (SELECT 1 FROM automation_effect e WHERE e.pass_id = r.pass_id
        AND e.customer_id = r.customer_id AND e.status IN ('done', 'waiting')) THEN r.taken_at END
    WHERE r.pass_id = ${passId} AND r.status = 'failed'
      AND EXISTS (SELECT 1 FROM customer c WHERE c.id = r.customer_id AND ${customerIsVisible(viewer, 'c')})`;
  await tx.$executeRaw`
    UPDATE automation_effect e SET status = 'skipped', reason = 'action_removed', detail = NULL
    FROM automation_record r
    WHERE e.pass_id = ${passId} AND e.status = 'failed' AND e.action_key <> ALL(${[...keys]}::text[])
      AND r.pass_id = e.pass_id AND r.customer_id = e.customer_id AND r.status = 'open'`;
  return count;
}
