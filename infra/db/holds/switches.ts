import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { SWITCH_SCOPES, type Switch, type SwitchScope } from '../../../contracts/holds/switches.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { isoOf } from '../rows.ts';
import { switchedOff } from './switched-off.ts';

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

const TARGET = Prisma.sql`coalesce(h.program_id, h.sequence_id, h.automation_id, h.mailbox_id)`;

async function query(db: Tx, where: Prisma.Sql): Promise<Switch[]> {
  const rows = await db.$queryRaw`
    SELECT h.scope, ${TARGET} AS id, coalesce(p.name, s.name, a.name, m.name, n.name) AS name, h.reason, h.started_at AS since,
      h.author_id AS "byId"
    FROM hold h LEFT JOIN program p ON p.id = h.program_id LEFT JOIN sequence s ON s.id = h.sequence_id
    LEFT JOIN automation a ON a.id = h.automation_id
    LEFT JOIN mailbox m ON m.id = h.mailbox_id LEFT JOIN sms_sender n ON n.id = h.mailbox_id
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

/** In words, the widest switch that is on for everything, a sequence or a mailbox, and why; null: none is. */
export async function tellOff(
  db: Tx,
  { sequenceId, mailboxId }: { sequenceId: string; mailboxId: string | null },
): Promise<string | null> {
  const concerns = Prisma.sql`h.sequence_id = ${sequenceId} OR h.mailbox_id = ${mailboxId}`;
  const rows = await db.$queryRaw<{ off: string | null }[]>`SELECT ${switchedOff(concerns)} AS off`;
  return rows[0]?.off ?? null;
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
    case 'automation':
      return (await db.automation.findUnique({ where, select }))?.name ?? null;
    case 'mailbox':
      return (
        (
          (await db.mailbox.findUnique({ where, select })) ??
          (await db.smsSender.findUnique({ where, select }))
        )?.name ?? null
      );
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
      automationId: scope === 'automation' ? id : null,
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
