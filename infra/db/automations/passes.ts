import { z } from 'zod';
import {
  PASS_KINDS,
  PASS_REASONS,
  PASS_STATUSES,
  type PassReason,
} from '../../../contracts/automations/kinds.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import type { StoredPass } from '../../../domain/automations/pass.ts';
import type { Tx } from '../client.ts';
import type { AutomationPass, Prisma } from '../generated/client.ts';

const msOf = (date: Date | null): number | null => date?.getTime() ?? null;
const dateOf = (at: number | null): Date | null => (at === null ? null : new Date(at));

function passOf(row: AutomationPass): StoredPass {
  return {
    id: row.id,
    automationId: row.automationId,
    kind: z.enum(PASS_KINDS).parse(row.kind),
    runNo: row.runNo,
    nominalAt: row.nominalAt.getTime(),
    status: z.enum(PASS_STATUSES).parse(row.status),
    reason: z.enum(PASS_REASONS).nullable().parse(row.reason),
    size: row.size,
    confirmedSize: row.confirmedSize,
    isFilled: row.isFilled,
    filledTo: row.filledTo,
    comparedAt: msOf(row.comparedAt),
    retriedAt: msOf(row.retriedAt),
    startedAt: msOf(row.startedAt),
    finishedAt: msOf(row.finishedAt),
  };
}

const OPEN = ['waiting', 'running'];

/** One pass; null when there is none. */
export async function read(db: Tx, passId: string): Promise<StoredPass | null> {
  const row = await db.automationPass.findUnique({ where: { id: passId } });
  return row && passOf(row);
}

/** Locks one and reads it: behind its automation. */
export async function lock(tx: Tx, passId: string): Promise<StoredPass | null> {
  await tx.$queryRaw`SELECT id FROM automation_pass WHERE id = ${passId} FOR NO KEY UPDATE`;
  return read(tx, passId);
}

/** The one that has begun and is not over. */
export async function findOpen(db: Tx, automationId: string): Promise<StoredPass | null> {
  const row = await db.automationPass.findFirst({ where: { automationId, status: { in: OPEN } } });
  return row && passOf(row);
}

/** The one that is expected next. */
export async function findExpected(db: Tx, automationId: string): Promise<StoredPass | null> {
  const row = await db.automationPass.findFirst({
    where: { automationId, status: 'expected' },
    orderBy: { nominalAt: 'asc' },
  });
  return row && passOf(row);
}

/** Takes the expected one back: the calendar changed, or none takes place any more. */
export async function removeExpected(tx: Tx, automationId: string): Promise<void> {
  await tx.automationPass.deleteMany({ where: { automationId, status: 'expected' } });
}

/** The moment of the last scheduled pass that took place or was skipped, and whether one of this run was among them. */
export async function lastScheduled(
  db: Tx,
  { automationId, runNo }: { automationId: string; runNo: number },
): Promise<{ at: number | null; isOfRun: boolean }> {
  const row = await db.automationPass.findFirst({
    where: { automationId, kind: 'scheduled', status: { not: 'expected' } },
    orderBy: { nominalAt: 'desc' },
    select: { nominalAt: true, runNo: true },
  });
  return { at: row?.nominalAt.getTime() ?? null, isOfRun: row?.runNo === runNo };
}

/** A pass that begins its life; one that runs has its workflow look at once. */
export type NewPass = Pick<StoredPass, 'id' | 'automationId' | 'kind' | 'runNo' | 'nominalAt'> & {
  status: 'expected' | 'running';
  createdById: string | null;
  now: number;
};

/** Inserts a pass. */
export async function insert(tx: Tx, { now, ...pass }: NewPass): Promise<StoredPass> {
  const at = new Date(now);
  const begun = pass.status === 'running' ? at : null;
  const data = { ...pass, nominalAt: new Date(pass.nominalAt), isFilled: false, createdAt: at };
  return passOf(await tx.automationPass.create({ data: { ...data, startedAt: begun, wakeAt: begun } }));
}

/** The columns of a pass that a command sets; instants in epoch milliseconds. */
export type PassSet = Partial<Omit<StoredPass, 'id' | 'automationId' | 'kind' | 'runNo' | 'nominalAt'>> & {
  wakeAt?: number | null;
  confirmedById?: string;
  confirmedAt?: number;
  retriedById?: string;
};

/** Sets columns of one. */
export async function save(tx: Tx, { passId, set }: { passId: string; set: PassSet }): Promise<void> {
  const { comparedAt, retriedAt, startedAt, finishedAt, wakeAt, confirmedAt, ...plain } = set;
  const instants = { comparedAt, retriedAt, startedAt, finishedAt, wakeAt, confirmedAt };
  const given = Object.entries(instants).filter(([, at]) => at !== undefined);
  const dates = Object.fromEntries(given.map(([name, at]) => [name, dateOf(at as number | null)]));
  const data: Prisma.AutomationPassUncheckedUpdateInput = { ...plain, ...dates };
  await tx.automationPass.update({ where: { id: passId }, data });
}

/** Notes that nobody has to look after a pass that waits: for a person, or for its automation to run, or be switched on, again. */
export async function rest(db: Tx, passId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE automation_pass p SET wake_at = NULL FROM automation a
    WHERE p.id = ${passId} AND a.id = p.automation_id
      AND (p.status = 'waiting' OR (p.status = 'running' AND (a.status <> 'running' OR EXISTS (
        SELECT FROM hold h WHERE h.automation_id = a.id AND h.kind = 'switch' AND h.ended_at IS NULL))))`;
}

/**
 * Has the open pass of an automation ask anew who belongs to its audience, before it acts on anybody else, and take in who
 * came to it so; a retry stays with those who failed. `isOtherTree`: what a person confirmed was another audience (A6).
 */
export async function compareAnew(
  tx: Tx,
  { automationId, isOtherTree, now }: { automationId: string; isOtherTree: boolean; now: number },
): Promise<void> {
  const where = { automationId, status: { in: OPEN } };
  await tx.automationPass.updateMany({ where, data: { comparedAt: null, wakeAt: new Date(now) } });
  await tx.automationPass.updateMany({
    where: { ...where, retriedAt: null },
    data: {
      status: 'running',
      reason: null,
      isFilled: false,
      filledTo: null,
      ...(isOtherTree && { confirmedSize: null }),
    },
  });
}

/** Keeps of an automation what a person confirmed, for the audience as it is (A6). */
export async function confirm(
  tx: Tx,
  input: { automation: StoredAutomation; size: number; confirmedById: string; confirmedAt: number },
): Promise<void> {
  const { automation, size, confirmedById, confirmedAt } = input;
  await tx.automation.update({
    where: { id: automation.id },
    data: {
      confirmedCount: size,
      confirmedVersion: automation.audienceVersion,
      confirmedById,
      confirmedAt: new Date(confirmedAt),
    },
  });
}

/** Ends an expected pass that does not take place, with the reason. */
export async function skip(
  tx: Tx,
  { passId, reason, now }: { passId: string; reason: PassReason; now: number },
): Promise<void> {
  await save(tx, { passId, set: { status: 'skipped', reason, finishedAt: now } });
}

/**
 * How many customers its last four passes acted on, of those that acted on anybody: of its calendar and by hand, or of
 * changes, as the one that is asked for.
 */
export async function sizesBefore(
  db: Tx,
  { automationId, id, kind }: Pick<StoredPass, 'automationId' | 'id' | 'kind'>,
): Promise<number[]> {
  const rows = await db.automationPass.findMany({
    where: {
      automationId,
      id: { not: id },
      kind: kind === 'changes' ? 'changes' : { not: 'changes' },
      status: { in: ['done', 'ended'] },
      size: { gt: 0 },
    },
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    take: 4,
    select: { size: true },
  });
  return rows.map(({ size }) => size ?? 0);
}
