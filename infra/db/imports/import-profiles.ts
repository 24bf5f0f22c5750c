import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import {
  importProfileSchema,
  type ImportProfile,
  type ListImportProfilesQuery,
} from '../../../contracts/imports/import-profiles.ts';
import type { ImportReading } from '../../../contracts/imports/reading.ts';
import type { Page } from '../../../contracts/paging.ts';
import { nameKeyOf } from '../../../domain/name-key.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { ImportProfile as Row, Prisma } from '../generated/client.ts';
import { isoOf } from '../rows.ts';

const shown = ({ nameKey: _nameKey, ...row }: Row): ImportProfile =>
  importProfileSchema.parse({ ...row, createdAt: isoOf(row.createdAt), updatedAt: isoOf(row.updatedAt) });

/** Profiles by name. They are nobody's, so visibility of customers plays no part. */
export async function list(
  db: Tx,
  _viewer: Viewer,
  { kind, limit, cursor }: ListImportProfilesQuery,
): Promise<Page<ImportProfile>> {
  const after = decodeCursor(cursor, z.tuple([z.string()]));
  const rows = await db.importProfile.findMany({
    where: { kind, ...(after && { nameKey: { gt: after[0] } }) },
    orderBy: { nameKey: 'asc' },
    take: limit + 1,
  });
  const { items, nextCursor } = pageOf(rows, limit, (row) => [row.nameKey]);
  return { items: items.map(shown), nextCursor };
}

/** One profile; null when there is none. */
export async function find(db: Tx, _viewer: Viewer, profileId: string): Promise<ImportProfile | null> {
  const row = await db.importProfile.findUnique({ where: { id: profileId } });
  return row && shown(row);
}

/** A profile by its id, or by its name in any case. */
export async function findNamed(db: Tx, _viewer: Viewer, named: string): Promise<ImportProfile | null> {
  const row = await db.importProfile.findFirst({
    where: { OR: [{ id: named }, { nameKey: nameKeyOf(named) }] },
  });
  return row && shown(row);
}

/** Id of the profile with this name, in any case. */
export async function idOfName(db: Tx, _viewer: Viewer, name: string): Promise<string | null> {
  const row = await db.importProfile.findUnique({
    where: { nameKey: nameKeyOf(name) },
    select: { id: true },
  });
  return row?.id ?? null;
}

/** Inserts a profile; `now` is epoch milliseconds. */
export async function insert(
  tx: Tx,
  { now, reading, ...profile }: Omit<ImportProfile, 'createdAt' | 'updatedAt'> & { now: number },
): Promise<void> {
  const at = new Date(now);
  const columns = {
    nameKey: nameKeyOf(profile.name),
    reading: jsonOf(reading),
    createdAt: at,
    updatedAt: at,
  };
  await tx.importProfile.create({ data: { ...profile, ...columns } });
}

/** Changes what is given. */
export async function update(
  tx: Tx,
  profileId: string,
  { name, reading, now }: { name?: string | undefined; reading?: ImportReading | undefined; now: number },
): Promise<void> {
  const named = name === undefined ? {} : { name, nameKey: nameKeyOf(name) };
  const read = reading === undefined ? {} : { reading: jsonOf(reading) };
  await tx.importProfile.update({
    where: { id: profileId },
    data: { ...named, ...read, updatedAt: new Date(now) },
  });
}

/** Deletes a profile. */
export async function remove(tx: Tx, profileId: string): Promise<void> {
  await tx.importProfile.delete({ where: { id: profileId } });
}

/** As JSON, without members that are not there. */
const jsonOf = (reading: ImportReading) => JSON.parse(JSON.stringify(reading)) as Prisma.InputJsonObject;
