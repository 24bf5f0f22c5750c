import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { SWITCH_SCOPES, type Switch, type SwitchScope } from '../../../contracts/holds/switches.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { isoOf } from '../rows.ts';

/** What a switch is about; `id` null: everything. */
export interface SwitchTarget {
  scope: SwitchScope;
  id: string | null;
}

const rowSchema = z.object({
  scope: z.enum(SWITCH_SCOPES),
  id: z.string().nullable(),
  name: z.string().nullable(),
  reason: z.string().nullable(),
  since: z.date().transform(isoOf),
  byId: z.string(),
});

const TARGET = Prisma.sql`coalesce(h.program_id, h.sequence_id, h.mailbox_id)`;

async function query(db: Tx, where: Prisma.Sql): Promise<Switch[]> {
  const rows = await db.$queryRaw`
    SELECT h.scope, ${TARGET} AS id, coalesce(p.name, s.name, m.name) AS name, h.reason, h.started_at AS since,
      h.author_id AS "byId"
    FROM hold h LEFT JOIN program p ON p.id = h.program_id LEFT JOIN sequence s ON s.id = h.sequence_id
    LEFT JOIN mailbox m ON m.id = h.mailbox_id
    WHERE h.kind = 'switch' AND h.scope = ANY(${[...SWITCH_SCOPES]}::text[]) AND h.ended_at IS NULL AND ${where}
    ORDER BY h.started_at, h.id`;
  return z
    .array(rowSchema)
    .parse(rows)
    .map((row) => ({ ...row, isOn: true }));
}

/** The switches that are on, oldest first. */
export function list(db: Tx, _viewer: Viewer): Promise<Switch[]> {
  return query(db, Prisma.sql`TRUE`);
}

/** One switch that is on; null: it is off. */
export async function find(db: Tx, { scope, id }: SwitchTarget): Promise<Switch | null> {
  const where = Prisma.sql`h.scope = ${scope} AND ${TARGET} IS NOT DISTINCT FROM ${id}::text`;
  return (await query(db, where))[0] ?? null;
}

/** Name of what a switch is about; null: there is no such thing. */
export async function findName(db: Tx, target: { scope: SwitchScope; id: string }): Promise<string | null> {
  const where = { id: target.id };
  const select = { name: true };
  switch (target.scope) {
    case 'program':
      return (await db.program.findUnique({ where, select }))?.name ?? null;
    case 'sequence':
      return (await db.sequence.findUnique({ where, select }))?.name ?? null;
    case 'mailbox':
      return (await db.mailbox.findUnique({ where, select }))?.name ?? null;
    case 'all':
      return null;
  }
}

/** Switches sending off. To be called behind the closed gate of the scope. */
export async function turnOn(
  tx: Tx,
  input: { holdId: string; target: SwitchTarget; reason: string | null; authorId: string; now: number },
): Promise<void> {
  const { holdId, target, reason, authorId, now } = input;
  const { scope, id } = target;
  await tx.hold.create({
    data: {
      id: holdId,
      scope,
      kind: 'switch',
      programId: scope === 'program' ? id : null,
      sequenceId: scope === 'sequence' ? id : null,
      mailboxId: scope === 'mailbox' ? id : null,
      reason,
      authorId,
      startedAt: new Date(now),
    },
  });
}

/** Lets sending go on. */
export async function turnOff(
  tx: Tx,
  { target, actorId, now }: { target: SwitchTarget; actorId: string; now: number },
): Promise<void> {
  const { scope, id } = target;
  await tx.$executeRaw`
    UPDATE hold h SET ended_at = ${new Date(now)}, ended_by_id = ${actorId}
    WHERE h.kind = 'switch' AND h.scope = ${scope} AND ${TARGET} IS NOT DISTINCT FROM ${id}::text
      AND h.ended_at IS NULL`;
}

/** A sequence whose live enrollments are to follow a plan version. */
export interface SequenceToFollow {
  sequenceId: string;
  planVersion: number;
}

/** Gives a sequence, or every one with live enrollments, a new plan version: what came due meanwhile moves (S11). */
export async function bumpPlans(tx: Tx, sequenceId: string | null): Promise<SequenceToFollow[]> {
  const rows = await tx.$queryRaw`
    WITH live AS MATERIALIZED (
      SELECT s.id FROM sequence s
      WHERE (${sequenceId}::text IS NULL OR s.id = ${sequenceId}::text) AND s.activated_at IS NOT NULL
        AND EXISTS (SELECT FROM enrollment e WHERE e.sequence_id = s.id AND e.is_live)
      ORDER BY s.id FOR NO KEY UPDATE)
    UPDATE sequence s SET plan_version = s.plan_version + 1 FROM live WHERE live.id = s.id
    RETURNING s.id AS "sequenceId", s.plan_version AS "planVersion"`;
  return z.array(z.object({ sequenceId: z.string(), planVersion: z.int() })).parse(rows);
}

/** Enrollments with a message that waits for a mailbox that was switched off, by id. */
export async function listWaitingForMailbox(db: Tx, mailboxId: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT e.id FROM step_execution x JOIN enrollment e ON e.id = x.enrollment_id
    JOIN sequence s ON s.id = e.sequence_id LEFT JOIN step t ON t.id = x.step_id
    WHERE x.held_reason = 'mailbox_hold' AND x.status NOT IN ('done', 'skipped', 'cancelled') AND e.is_live
      AND coalesce(t.mailbox_id, e.mailbox_id, s.mailbox_id) = ${mailboxId}
    ORDER BY e.id`;
  return rows.map((row) => row.id);
}

/** Lets messages of these enrollments, which are locked, try a mailbox at once that was switched off. */
export async function releaseFromMailbox(tx: Tx, enrollmentIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE step_execution SET held_reason = NULL, held_until = NULL
    WHERE enrollment_id = ANY(${[...enrollmentIds]}::text[]) AND held_reason = 'mailbox_hold'`;
}

/** Lets mails of recommended actions that a switch kept back be tried at once. */
export async function releaseActions(
  tx: Tx,
  now: number,
): Promise<{ actionId: string; customerId: string }[]> {
  const rows = await tx.$queryRaw`
    UPDATE action SET wake_at = ${new Date(now)}
    WHERE wake_at IS NOT NULL AND send_status = 'requested' AND held_reason IN ('switched_off', 'mailbox_hold')
    RETURNING id AS "actionId", customer_id AS "customerId"`;
  return z.array(z.object({ actionId: z.string(), customerId: z.string() })).parse(rows);
}
