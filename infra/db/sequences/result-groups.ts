import { z } from 'zod';
import type { Page } from '../../../contracts/paging.ts';
import type { ResultGroup } from '../../../contracts/sequences/result-figures.ts';
import type { ResultFilter } from '../../../contracts/sequences/results.ts';
import { addDays } from '../../../domain/time/calendar.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { NO_LABEL } from './result-columns.ts';

/** A group of results: how it is called, where it stands among the others, and what it consists of. */
export interface GroupName {
  /** As rows have it. */
  id: string;
  key: string | null;
  name: string | null;
  /** Groups stand in this order. */
  place: string;
  /** Filters that leave exactly this group. */
  filter: ResultFilter;
}

const MONTHS_DAYS = 31;

/** Names the groups with these keys, in their order: by name, steps as they stand in their sequence, periods as they go by. */
export async function name(
  db: Tx,
  { groupBy, keys }: { groupBy: ResultGroup; keys: readonly string[] },
): Promise<GroupName[]> {
  const named = await namesOf(db, groupBy, keys);
  return named.sort((a, b) => compare(a.place, b.place) || compare(a.id, b.id));
}

/** One page of groups in their order; null: all of them. */
export function pageOfGroups(
  groups: readonly GroupName[],
  { groupBy, limit, cursor }: { groupBy: ResultGroup; limit: number | null; cursor?: string | undefined },
): Page<GroupName> {
  const last = decodeCursor(cursor, z.tuple([z.literal(groupBy), z.string(), z.string()]));
  const rest = last
    ? groups.filter(({ id, place }) => (compare(place, last[1]) || compare(id, last[2])) > 0)
    : groups;
  return pageOf(rest, limit ?? rest.length, ({ id, place }) => [groupBy, place, id]);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

async function namesOf(db: Tx, groupBy: ResultGroup, keys: readonly string[]): Promise<GroupName[]> {
  switch (groupBy) {
    case 'day':
      return keys.map((key) => periodOf(key, { from: key, to: key }));
    case 'week':
      return keys.map((key) => periodOf(key, { from: key, to: addDays(key, 6) }));
    case 'month':
      return keys.map((key) => periodOf(key, { from: `${key}-01`, to: lastOfMonth(key) }));
    case 'version':
      return versions(keys, await rowsOf(db, BY_SEQUENCE, keys.map(sequenceOf)));
    case 'label': {
      const rows = await rowsOf(db, BY_LABEL, keys);
      return [...nobody(keys, NO_LABEL, { labelId: NO_LABEL }), ...rows.map(filtered('labelId'))];
    }
    case 'user': {
      const rows = await rowsOf(db, BY_USER, keys);
      return [...nobody(keys, '', { userId: 'none' }), ...rows.map(filtered('userId'))];
    }
    case 'sequence':
      return (await rowsOf(db, BY_SEQUENCE, keys)).map(filtered('sequenceId'));
    case 'branch':
      return (await rowsOf(db, BY_BRANCH, keys)).map(filtered('branchId'));
    case 'step':
      return (await rowsOf(db, BY_STEP, keys)).map(filtered('stepId'));
  }
}

const BY_SEQUENCE = Prisma.sql`SELECT q.id, q.name, q.name_key AS place FROM sequence q`;
const BY_BRANCH = Prisma.sql`SELECT q.id, s.name || ': ' || q.name AS name,
  s.name_key || ' ' || lpad(q.position::text, 6, '0') AS place FROM branch q JOIN sequence s ON s.id = q.sequence_id`;
const BY_STEP = Prisma.sql`SELECT q.id, s.name || ': ' || q.label AS name,
  s.name_key || ' ' || lpad(b.position::text, 6, '0') || lpad(q.position::text, 6, '0') AS place
  FROM step q JOIN branch b ON b.id = q.branch_id JOIN sequence s ON s.id = q.sequence_id`;
const BY_USER = Prisma.sql`SELECT q.id, q.name, lower(q.name) AS place FROM app_user q`;
const BY_LABEL = Prisma.sql`SELECT q.id, q.name, q.name_key AS place FROM label q`;

const rowSchema = z.object({ id: z.string(), name: z.string(), place: z.string() });
type Row = z.infer<typeof rowSchema>;

async function rowsOf(db: Tx, from: Prisma.Sql, ids: readonly string[]): Promise<Row[]> {
  const rows = await db.$queryRaw`${from} WHERE q.id = ANY(${[...new Set(ids)]}::text[])`;
  return z.array(rowSchema).parse(rows);
}

type IdFilter = 'sequenceId' | 'branchId' | 'stepId' | 'userId' | 'labelId';

const filtered =
  (field: IdFilter) =>
  ({ id, name, place }: Row): GroupName => ({ id, key: id, name, place, filter: { [field]: id } });

/** The group of what is nobody's, or has no label, stands first. */
const nobody = (keys: readonly string[], id: string, filter: ResultFilter): GroupName[] =>
  keys.includes(id) ? [{ id, key: null, name: null, place: '', filter }] : [];

const periodOf = (key: string, filter: { from: string; to: string }): GroupName => ({
  id: key,
  key,
  name: key,
  place: key,
  filter,
});

const lastOfMonth = (month: string): string =>
  addDays(`${addDays(`${month}-01`, MONTHS_DAYS).slice(0, 7)}-01`, -1);

const sequenceOf = (key: string): string => key.slice(0, key.indexOf('/'));

function versions(keys: readonly string[], sequences: readonly Row[]): GroupName[] {
  return keys.flatMap((key) => {
    const sequence = sequences.find(({ id }) => id === sequenceOf(key));
    if (!sequence) return [];
    const version = Number(key.slice(key.indexOf('/') + 1));
    const name = `${sequence.name}, version ${version}`;
    const place = `${sequence.place} ${String(version).padStart(7, '0')}`;
    return [{ id: key, key, name, place, filter: { sequenceId: sequence.id, version } }];
  });
}
