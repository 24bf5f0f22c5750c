import { z } from 'zod';
import { automationActionSchema, type AutomationAction } from '../../../contracts/automations/actions.ts';
import { audienceSchema } from '../../../contracts/automations/audiences.ts';
import { everySchema } from '../../../contracts/automations/automations.ts';
import {
  AUTOMATION_PAUSE_REASONS,
  AUTOMATION_SIGHTS,
  AUTOMATION_STATUSES,
} from '../../../contracts/automations/kinds.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import { nameKeyOf } from '../../../domain/name-key.ts';
import type { Tx } from '../client.ts';
import { faultOf } from '../errors.ts';
import type { Automation, Prisma } from '../generated/client.ts';
import { dayOf, dayToDate, jsonOf } from '../rows.ts';

/** The columns of an automation that a command sets; instants are epoch milliseconds. */
export type AutomationSet = Partial<Omit<StoredAutomation, 'id' | 'createdById' | 'createdAt'>>;

const actionsSchema = z.array(automationActionSchema).transform((actions) => actions as AutomationAction[]);

/** An automation as its row says it. */
export function automationOf(row: Automation): StoredAutomation {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    status: z.enum(AUTOMATION_STATUSES).parse(row.status),
    pauseReason: z.enum(AUTOMATION_PAUSE_REASONS).nullable().parse(row.pauseReason),
    pauseDetail: row.pauseDetail,
    ownerId: row.ownerId,
    sight: z.enum(AUTOMATION_SIGHTS).parse(row.sight),
    audience: audienceSchema.parse(row.audience),
    actions: actionsSchema.parse(row.actions),
    startsAt: row.startsAt?.getTime() ?? null,
    endsAt: row.endsAt?.getTime() ?? null,
    isOngoing: row.isOngoing,
    isOnce: row.isOnce,
    every:
      row.everyAmount === null ? null : everySchema.parse({ amount: row.everyAmount, unit: row.everyUnit }),
    version: row.version,
    audienceVersion: row.audienceVersion,
    comparedVersion: row.comparedVersion,
    comparedOn: row.comparedOn && dayOf(row.comparedOn),
    runNo: row.runNo,
    runningSince: row.runningSince?.getTime() ?? null,
    confirmedCount: row.confirmedCount,
    confirmedVersion: row.confirmedVersion,
    createdById: row.createdById,
    createdAt: row.createdAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
  };
}

/** Reads one; null when absent. */
export async function read(db: Tx, automationId: string): Promise<StoredAutomation | null> {
  const row = await db.automation.findUnique({ where: { id: automationId } });
  return row && automationOf(row);
}

/**
 * Says for the rest of the transaction which automation changes what, and how deep it lies (A7): triggers that note who was
 * touched write it down.
 */
export async function nameCause(
  tx: Tx,
  { automationId, depth }: { automationId: string; depth: number },
): Promise<void> {
  await tx.$queryRaw`
    SELECT set_config('followthrough.automation', ${automationId}, true),
      set_config('followthrough.depth', ${String(depth)}, true)`;
}

/** Locks one and reads it: behind customers, before its passes and records. */
export async function lock(tx: Tx, automationId: string): Promise<StoredAutomation | null> {
  await tx.$queryRaw`SELECT id FROM automation WHERE id = ${automationId} FOR NO KEY UPDATE`;
  return read(tx, automationId);
}

/** Inserts one. @throws ProblemError `conflict` when the name is taken, in any case */
export async function create(tx: Tx, automation: StoredAutomation): Promise<void> {
  const { id, createdById, createdAt, ...set } = automation;
  const data = { ...columnsOf(set), id, createdById, createdAt: new Date(createdAt) };
  await refusingTakenName(set.name, () =>
    tx.automation.create({ data: data as Prisma.AutomationUncheckedCreateInput }),
  );
}

/** Sets columns of one that is locked. @throws ProblemError `conflict` when the name is taken, in any case */
export async function save(tx: Tx, input: { automationId: string; set: AutomationSet }): Promise<void> {
  // Who belongs is asked at once, whatever the database said before.
  const isAsked = input.set.status === 'running' || input.set.audience !== undefined;
  const data = { ...columnsOf(input.set), ...(isAsked && { audienceFailedAt: null }) };
  await refusingTakenName(input.set.name, () =>
    tx.automation.update({ where: { id: input.automationId }, data }),
  );
}

/** Removes a draft, which has no passes. */
export async function remove(tx: Tx, automationId: string): Promise<void> {
  await tx.automation.delete({ where: { id: automationId } });
}

/** All of them by name, completed ones too. */
export async function listAll(db: Tx): Promise<StoredAutomation[]> {
  return (await db.automation.findMany({ orderBy: { nameKey: 'asc' } })).map(automationOf);
}

/**
 * Those that run, by id; of an owner, or with an id anywhere in what they say, where these are given. Whoever takes away
 * what they need asks behind the gate `automations`.
 */
export async function listRunning(
  db: Tx,
  { ownerId, naming }: { ownerId?: string; naming?: string } = {},
): Promise<StoredAutomation[]> {
  const rows = await db.automation.findMany({
    where: { status: 'running', ...(ownerId !== undefined && { ownerId }) },
    orderBy: { id: 'asc' },
  });
  const isNaming = ({ audience, actions }: Automation) =>
    naming === undefined || JSON.stringify([audience, actions]).includes(naming);
  return rows.filter(isNaming).map(automationOf);
}

async function refusingTakenName(name: string | undefined, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (name === undefined || faultOf(error) !== 'unique') throw error;
    throw new ProblemError('conflict', `There is an automation named "${name}" already.`, [
      { field: 'name', message: 'is taken, in this or another case' },
    ]);
  }
}

function columnsOf({
  name,
  audience,
  actions,
  every,
  startsAt,
  endsAt,
  runningSince,
  comparedOn,
  updatedAt,
  ...set
}: AutomationSet): Prisma.AutomationUncheckedUpdateInput {
  return {
    ...set,
    ...(name !== undefined && { name, nameKey: nameKeyOf(name) }),
    ...(audience !== undefined && { audience: jsonOf(audience) as Prisma.InputJsonValue }),
    ...(actions !== undefined && { actions: jsonOf(actions) as Prisma.InputJsonValue }),
    ...(every !== undefined && { everyAmount: every?.amount ?? null, everyUnit: every?.unit ?? null }),
    ...(startsAt !== undefined && { startsAt: dateOrNull(startsAt) }),
    ...(endsAt !== undefined && { endsAt: dateOrNull(endsAt) }),
    ...(runningSince !== undefined && { runningSince: dateOrNull(runningSince) }),
    ...(comparedOn !== undefined && { comparedOn: comparedOn === null ? null : dayToDate(comparedOn) }),
    ...(updatedAt !== undefined && { updatedAt: new Date(updatedAt) }),
  };
}

const dateOrNull = (at: number | null): Date | null => (at === null ? null : new Date(at));
