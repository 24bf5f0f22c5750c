import { z } from 'zod';
import { SYSTEM } from '../../../contracts/actor.ts';
import { MATCHINGS, PROGRAM_STATUSES } from '../../../contracts/programs/kinds.ts';
import { minimumAmountsSchema } from '../../../contracts/minimum-amounts.ts';
import { trackingSchema } from '../../../contracts/sending/tracking.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import type { StoredProgram } from '../../../domain/programs/definition.ts';
import type { ProgramSchedule } from '../../../domain/programs/schedule.ts';
import { nameKeyOf } from '../../../domain/name-key.ts';
import type { Tx } from '../client.ts';
import { faultOf } from '../errors.ts';
import { Prisma, type Program } from '../generated/client.ts';
import { heirOf } from '../sending/mailboxes.ts';
import * as organisation from '../access/organisation.ts';
import { dayOf, dayToDate } from '../rows.ts';
import { calendarOf, holidayColumnsOf } from '../sequences/holiday-columns.ts';

/** The columns of a program that a command sets; instants are epoch milliseconds. */
export type ProgramSet = Partial<Omit<StoredProgram, 'id' | 'createdById' | 'createdAt'>>;

/** Locks a program until the transaction ends and reads it; null: no such program. */
export async function lock(tx: Tx, programId: string): Promise<StoredProgram | null> {
  await tx.$queryRaw`SELECT id FROM program WHERE id = ${programId} FOR NO KEY UPDATE`;
  return read(tx, programId);
}

/** A program of any status; null: no such program. */
export async function read(db: Tx, programId: string): Promise<StoredProgram | null> {
  const row = await db.program.findUnique({ where: { id: programId } });
  return row && storedProgramOf(row);
}

/** When a program runs (P2, S22). */
export function scheduleOf(program: StoredProgram): ProgramSchedule {
  const { zone, sendDays, sendTime, everyWeeks, startDate, holidays } = program;
  return { zone, sendDays, sendTime, everyWeeks, startDate, holidays };
}

/**
 * The mailbox a program sends from: its own, or the organisation's, or who took its place (S24); a retired one where nobody
 * did; null: there is none.
 */
export async function mailboxIdOf(db: Tx, program: Pick<StoredProgram, 'mailboxId'>): Promise<string | null> {
  const named = program.mailboxId ?? (await organisation.get(db, SYSTEM)).defaultMailboxId;
  return (await heirOf(db, named)) ?? named;
}

/** Inserts a program. @throws ProblemError `conflict` when the name is taken */
export async function create(tx: Tx, program: StoredProgram): Promise<void> {
  const { id, createdById, createdAt, ...set } = program;
  const stamps = { id, createdById, createdAt: new Date(createdAt) };
  await refusingTakenName(set.name, () =>
    tx.program.create({ data: { ...(columnsOf(set) as Prisma.ProgramUncheckedCreateInput), ...stamps } }),
  );
}

/** Sets columns of a program that is locked. @throws ProblemError `conflict` when the name is taken */
export async function save(tx: Tx, input: { programId: string; set: ProgramSet }): Promise<void> {
  const data = columnsOf(input.set);
  await refusingTakenName(input.set.name, () => tx.program.update({ where: { id: input.programId }, data }));
}

/** Whether another program is active: the last one stays (P1). To be asked behind the gate `programs`. */
export async function hasOtherActive(db: Tx, programId: string): Promise<boolean> {
  return (await db.program.count({ where: { status: 'active', id: { not: programId } } })) > 0;
}

/** Asks for a plan: keeps why and on whose behalf. */
export async function recordPlan(
  tx: Tx,
  input: { programId: string; version: number; reason: string; requestedById: string; now: number },
): Promise<void> {
  const { now, ...plan } = input;
  const data = { ...plan, requestedAt: new Date(now), added: 0, moved: 0, removed: 0 };
  await tx.programPlan.create({ data });
}

async function refusingTakenName(name: string | undefined, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (name === undefined || faultOf(error) !== 'unique') throw error;
    throw new ProblemError('conflict', `There is a program named "${name}" already.`, [
      { field: 'name', message: 'is taken, in this or another case' },
    ]);
  }
}

function columnsOf({
  name,
  startDate,
  holidays,
  minimumAmounts,
  ...set
}: ProgramSet): Prisma.ProgramUncheckedUpdateInput {
  return {
    ...set,
    ...(minimumAmounts !== undefined && { minimumAmounts: minimumAmounts ?? Prisma.DbNull }),
    ...(name === undefined ? {} : { name, nameKey: nameKeyOf(name) }),
    ...(startDate === undefined ? {} : { startDate: dayToDate(startDate) }),
    ...holidayColumnsOf(holidays),
    tracking: set.tracking && { ...set.tracking },
    scheduledFrom: dateOf(set.scheduledFrom),
    updatedAt: dateOf(set.updatedAt),
    archivedAt: set.archivedAt === null ? null : dateOf(set.archivedAt),
  };
}

function dateOf(at: number | null | undefined): Date | undefined {
  return typeof at === 'number' ? new Date(at) : undefined;
}

/** A row of `program` as the product sees it. */
export function storedProgramOf(row: Program): StoredProgram {
  const {
    nameKey: _nameKey,
    holidayCountry: _country,
    holidayRegion: _region,
    holidayKind: _kind,
    holidayDays: _days,
    holidayRule: _rule,
    ...rest
  } = row;
  return {
    ...rest,
    status: z.enum(PROGRAM_STATUSES).parse(row.status),
    startDate: dayOf(row.startDate),
    holidays: calendarOf(row),
    matching: z.enum(MATCHINGS).parse(row.matching),
    minimumAmounts: minimumAmountsSchema.nullable().parse(row.minimumAmounts),
    tracking: trackingSchema.parse(row.tracking),
    surgeFactor: row.surgeFactor.toNumber(),
    scheduledFrom: row.scheduledFrom.getTime(),
    createdAt: row.createdAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
    archivedAt: row.archivedAt?.getTime() ?? null,
  };
}
