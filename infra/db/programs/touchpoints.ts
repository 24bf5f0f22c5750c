import { z } from 'zod';
import { CONTACT_TYPES } from '../../../contracts/customers/kinds.ts';
import { CONTENT_MODES } from '../../../contracts/sequences/kinds.ts';
import { TOUCHPOINT_DELIVERIES } from '../../../contracts/programs/kinds.ts';
import { TOUCHPOINT_LEVELS } from '../../../contracts/sending/kinds.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import type { StoredTouchpoint } from '../../../domain/programs/definition.ts';
import type { Tx } from '../client.ts';
import { faultOf } from '../errors.ts';
import type { Touchpoint } from '../generated/client.ts';

/** One touchpoint, also an archived one; null: no such touchpoint. */
export async function read(db: Tx, touchpointId: string): Promise<StoredTouchpoint | null> {
  const row = await db.touchpoint.findUnique({ where: { id: touchpointId } });
  return row && storedTouchpointOf(row);
}

/** These touchpoints, also archived ones; unknown ids are left out. */
export async function readAll(db: Tx, touchpointIds: readonly string[]): Promise<StoredTouchpoint[]> {
  const rows = await db.touchpoint.findMany({ where: { id: { in: [...touchpointIds] } } });
  return rows.map(storedTouchpointOf);
}

/** The touchpoints of a program, archived ones too, by offset and level. */
export async function listAllOf(db: Tx, programId: string): Promise<StoredTouchpoint[]> {
  const rows = await db.touchpoint.findMany({
    where: { programId },
    orderBy: [{ offsetDays: 'asc' }, { level: 'asc' }, { id: 'asc' }],
  });
  return rows.map(storedTouchpointOf);
}

/** The touchpoints of a program that are not archived, by offset and level. */
export async function listActiveOf(db: Tx, programId: string): Promise<StoredTouchpoint[]> {
  return (await listAllOf(db, programId)).filter(({ archivedAt }) => archivedAt === null);
}

/** Adds touchpoints. @throws ProblemError `conflict` when an active one has the same offset and level (P3) */
export async function insertAll(tx: Tx, touchpoints: readonly StoredTouchpoint[]): Promise<void> {
  await refusingTakenOffset(() => tx.touchpoint.createMany({ data: touchpoints.map(columnsOf) }));
}

/** Writes a touchpoint over itself. @throws ProblemError `conflict` when an active one has the same offset and level */
export async function save(tx: Tx, touchpoint: StoredTouchpoint): Promise<void> {
  await refusingTakenOffset(() =>
    tx.touchpoint.update({ where: { id: touchpoint.id }, data: columnsOf(touchpoint) }),
  );
}

/** Writes active touchpoints over themselves whose offsets may change places. @throws ProblemError as {@link save} */
export async function saveAll(tx: Tx, touchpoints: readonly StoredTouchpoint[]): Promise<void> {
  for (const { id, updatedAt } of touchpoints) {
    await tx.touchpoint.update({ where: { id }, data: { archivedAt: new Date(updatedAt) } });
  }
  for (const touchpoint of touchpoints) await save(tx, touchpoint);
}

/** Deletes a touchpoint with what is planned of it. False: it has history, and everything stays. */
export async function removeUnused(tx: Tx, touchpointId: string): Promise<boolean> {
  const isUsed = await tx.scheduledTouchpoint.findFirst({
    where: { touchpointId, status: { not: 'scheduled' } },
    select: { id: true },
  });
  if (isUsed) return false;
  await tx.scheduledTouchpoint.deleteMany({ where: { touchpointId } });
  await tx.touchpoint.delete({ where: { id: touchpointId } });
  return true;
}

async function refusingTakenOffset(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (faultOf(error) !== 'unique') throw error;
    throw new ProblemError('conflict', 'The program has a touchpoint of this offset and level already.', [
      { field: 'offsetDays', message: 'is taken by another touchpoint of the same level' },
    ]);
  }
}

function columnsOf({ createdAt, updatedAt, archivedAt, ...touchpoint }: StoredTouchpoint) {
  return {
    ...touchpoint,
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
    archivedAt: archivedAt === null ? null : new Date(archivedAt),
  };
}

/** A row of `touchpoint` as the product sees it. */
function storedTouchpointOf(row: Touchpoint): StoredTouchpoint {
  return {
    ...row,
    level: z.enum(TOUCHPOINT_LEVELS).parse(row.level),
    delivery: z.enum(TOUCHPOINT_DELIVERIES).parse(row.delivery),
    contentMode: z.enum(CONTENT_MODES).parse(row.contentMode),
    contactTypes: z.array(z.enum(CONTACT_TYPES)).parse(row.contactTypes),
    createdAt: row.createdAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
    archivedAt: row.archivedAt?.getTime() ?? null,
  };
}
