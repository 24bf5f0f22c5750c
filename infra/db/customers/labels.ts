import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Label, LabelGroup, ListLabelGroupsQuery } from '../../../contracts/customers/labels.ts';
import type { Page } from '../../../contracts/paging.ts';
import { nameKeyOf } from '../../../domain/name-key.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { Label as LabelRow, LabelGroup as GroupRow } from '../generated/client.ts';
import { isoOf } from '../rows.ts';

const shownLabel = ({ id, groupId, name, archivedAt, createdAt, updatedAt }: LabelRow): Label => ({
  id,
  groupId,
  name,
  isArchived: archivedAt !== null,
  createdAt: isoOf(createdAt),
  updatedAt: isoOf(updatedAt),
});

const shownGroup = (row: GroupRow & { labels: LabelRow[] }): LabelGroup => ({
  id: row.id,
  name: row.name,
  isArchived: row.archivedAt !== null,
  labels: row.labels.map(shownLabel),
  createdAt: isoOf(row.createdAt),
  updatedAt: isoOf(row.updatedAt),
});

/** Label groups with their labels, both by name; archived ones only when asked for. Everybody sees all of them. */
export async function listGroups(
  db: Tx,
  _viewer: Viewer,
  { includeArchived, cursor, limit }: ListLabelGroupsQuery,
): Promise<Page<LabelGroup>> {
  const after = decodeCursor(cursor, z.tuple([z.string()]));
  const where = includeArchived ? {} : { archivedAt: null };
  const rows = await db.labelGroup.findMany({
    where: { ...where, nameKey: after ? { gt: after[0] } : undefined },
    include: { labels: { where, orderBy: { nameKey: 'asc' } } },
    orderBy: { nameKey: 'asc' },
    take: limit + 1,
  });
  return pageOf(rows.map(shownGroup), limit, (group) => [nameKeyOf(group.name)]);
}

/** One label group with all of its labels; null when there is none. */
export async function findGroup(db: Tx, _viewer: Viewer, groupId: string): Promise<LabelGroup | null> {
  const include = { labels: { orderBy: { nameKey: 'asc' } } } as const;
  const row = await db.labelGroup.findUnique({ where: { id: groupId }, include });
  return row && shownGroup(row);
}

/** One label; null when there is none. */
export async function find(db: Tx, _viewer: Viewer, labelId: string): Promise<Label | null> {
  const row = await db.label.findUnique({ where: { id: labelId } });
  return row && shownLabel(row);
}

/** Id of the group, or with `groupId` of the label in it, that has this name in any case; archived ones count too. */
export async function idOfName(
  db: Tx,
  _viewer: Viewer,
  { name, groupId }: { name: string; groupId?: string },
): Promise<string | null> {
  const nameKey = nameKeyOf(name);
  const row =
    groupId === undefined
      ? await db.labelGroup.findUnique({ where: { nameKey }, select: { id: true } })
      : await db.label.findUnique({ where: { groupId_nameKey: { groupId, nameKey } }, select: { id: true } });
  return row?.id ?? null;
}

/** A new label or group; `now` is epoch milliseconds. */
export interface NewLabel {
  id: string;
  name: string;
  now: number;
}

/** Inserts a group without labels. */
export async function insertGroup(tx: Tx, { id, name, now }: NewLabel): Promise<void> {
  const at = new Date(now);
  await tx.labelGroup.create({ data: { id, name, nameKey: nameKeyOf(name), createdAt: at, updatedAt: at } });
}

/** Inserts a label into a group. */
export async function insert(
  tx: Tx,
  { id, groupId, name, now }: NewLabel & { groupId: string },
): Promise<void> {
  const at = new Date(now);
  await tx.label.create({
    data: { id, groupId, name, nameKey: nameKeyOf(name), createdAt: at, updatedAt: at },
  });
}

/** What of a label or group can change. */
export interface LabelChange {
  name?: string | undefined;
  isArchived?: boolean | undefined;
  now: number;
}

const columnsOf = ({ name, isArchived, now }: LabelChange) => ({
  ...(name !== undefined && { name, nameKey: nameKeyOf(name) }),
  ...(isArchived !== undefined && { archivedAt: isArchived ? new Date(now) : null }),
  updatedAt: new Date(now),
});

/** Changes the given columns of a group. */
export async function updateGroup(tx: Tx, groupId: string, change: LabelChange): Promise<void> {
  await tx.labelGroup.update({ where: { id: groupId }, data: columnsOf(change) });
}

/** Changes the given columns of a label. */
export async function update(tx: Tx, labelId: string, change: LabelChange): Promise<void> {
  await tx.label.update({ where: { id: labelId }, data: columnsOf(change) });
}

/** Those of the ids that are labels; archived also when their group is. */
export async function assignable(
  db: Tx,
  _viewer: Viewer,
  labelIds: readonly string[],
): Promise<Map<string, { isArchived: boolean }>> {
  const rows = await db.label.findMany({
    where: { id: { in: [...labelIds] } },
    select: { id: true, archivedAt: true, group: { select: { archivedAt: true } } },
  });
  return new Map(
    rows.map(({ id, archivedAt, group }) => [id, { isArchived: (archivedAt ?? group.archivedAt) !== null }]),
  );
}
