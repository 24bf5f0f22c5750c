import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type {
  AudienceExplanation,
  AudienceMember,
  AudiencePreview,
} from '../../../contracts/automations/audience-preview.ts';
import type { AudienceGroup } from '../../../contracts/automations/audiences.ts';
import type { Page } from '../../../contracts/paging.ts';
import { rulesOf, type PlacedRule } from '../../../domain/automations/rules-of.ts';
import type { Database, Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { summaries, type Moment } from '../customers/summary-rows.ts';
import { customerIsVisible } from '../visibility.ts';
import {
  audienceCondition,
  conditionOver,
  hasEmptyGroup,
  ruleCondition,
  type Asked,
} from './audience-sql.ts';

/** Customers with the sums that audiences read, which must be right for the day. */
const FROM = Prisma.sql`customer c JOIN customer_summary s ON s.customer_id = c.id`;

/** The same, right at the moment that is asked about. */
export const fromAt = (moment: Moment): Prisma.Sql =>
  Prisma.sql`customer c JOIN ${summaries(moment)} s ON s.id = c.id`;
/** Members that a preview shows. */
const SAMPLE = 10;

const memberSchema = z.object({ customerId: z.string(), name: z.string(), key: z.string() });

/** A tree, when it is asked, and where it stands in what was said. */
interface Asking {
  tree: AudienceGroup;
  asked: Asked;
}

/**
 * Until the transaction ends, sets of customers are kept in memory, without which each would be read again for every
 * customer; nothing is compiled, which takes longer than what it is for; and no helpers make these sets once more each.
 */
export async function keepInMemory(tx: Tx): Promise<void> {
  await tx.$queryRaw`SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true),
    set_config('max_parallel_workers_per_gather', '0', true)`;
}

/** Who belongs to an audience, by id; of `asked.customerIds` where these are given. The table must be brought forward. */
export async function findMembers(tx: Tx, tree: AudienceGroup, asked: Asked): Promise<string[]> {
  const only = asked.customerIds
    ? Prisma.sql`c.id = ANY(${[...asked.customerIds]}::text[])`
    : Prisma.sql`TRUE`;
  const rows = await tx.$queryRaw`
    SELECT c.id FROM ${FROM} WHERE ${only} AND ${audienceCondition(tree, asked)} ORDER BY c.id`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
}

/** Of each tree, in order, whether a customer belongs to it: one statement. The table must be right for the day. */
export async function holding(
  tx: Tx,
  { trees, asked, customerId }: { trees: readonly AudienceGroup[]; asked: Asked; customerId: string },
): Promise<boolean[]> {
  const only = { ...asked, customerIds: [customerId] };
  const conditions = trees.map((tree) => audienceCondition(tree, only));
  const rows = await tx.$queryRaw`
    SELECT ARRAY[${Prisma.join(conditions)}]::boolean[] AS held FROM ${FROM} WHERE c.id = ${customerId}`;
  const [row] = z.array(z.object({ held: z.array(z.boolean()) })).parse(rows);
  return trees.map((_tree, index) => row?.held[index] ?? false);
}

/** Puts all members that somebody may see on a list, in the order of ids. @returns who came onto it */
export async function addToList(
  tx: Tx,
  actor: Viewer,
  { tree, asked, listId, now }: Asking & { listId: string; now: number },
): Promise<string[]> {
  await keepInMemory(tx);
  const rows = await tx.$queryRaw`
    INSERT INTO list_member (list_id, customer_id, added_at, added_by_id)
    SELECT ${listId}, c.id, ${new Date(now)}, ${actor.userId} FROM ${fromAt(asked)}
    WHERE ${customerIsVisible(actor, 'c')} AND ${audienceCondition(tree, asked)} ORDER BY c.id
    ON CONFLICT DO NOTHING RETURNING customer_id AS id`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
}

/** A page of the members that the viewer may see, by name. */
export async function list(
  db: Database,
  viewer: Viewer,
  { tree, asked, limit, cursor }: Asking & { limit: number; cursor?: string | undefined },
): Promise<Page<AudienceMember>> {
  const after = decodeCursor(cursor, z.tuple([z.string(), z.string()]));
  const behind = after ? Prisma.sql`(s.search_key, c.id) > (${after[0]}, ${after[1]})` : Prisma.sql`TRUE`;
  const rows = await inMemory(
    db,
    (tx) => tx.$queryRaw`
    SELECT c.id AS "customerId", c.name, s.search_key AS key FROM ${fromAt(asked)}
    WHERE ${behind} AND ${customerIsVisible(viewer, 'c')} AND ${audienceCondition(tree, asked)}
    ORDER BY s.search_key, c.id LIMIT ${limit + 1}`,
  );
  const members = z.array(memberSchema).parse(rows);
  const { items, nextCursor } = pageOf(members, limit, ({ key, customerId }) => [key, customerId]);
  return { items: items.map(({ customerId, name }) => ({ customerId, name })), nextCursor };
}

/**
 * How many belong to a tree, the first of them, and what each rule lets through alone and takes away where it stands; of
 * the customers that the viewer may see. Every rule is asked once of each customer, in one statement.
 */
export async function preview(
  db: Database,
  viewer: Viewer,
  { tree, path, asked }: Asking & { path: string },
): Promise<Omit<AudiencePreview, 'asOf'>> {
  const rules = rulesOf(tree, path);
  const held = rules.map(
    ({ rule }, index) => Prisma.sql`, ${ruleCondition(rule, asked)} AS ${Prisma.raw(`rule_${index}`)}`,
  );
  const columnOf = new Map(rules.map(({ rule }, index) => [rule, Prisma.raw(`m.rule_${index}`)]));
  const isNobody = hasEmptyGroup(tree);
  const whole = (instead?: PlacedRule): Prisma.Sql =>
    isNobody
      ? Prisma.sql`FALSE`
      : conditionOver(tree, (rule) =>
          rule === instead?.rule ? Prisma.raw(instead.isNegated ? 'FALSE' : 'TRUE') : columnOf.get(rule)!,
        );
  const counted = (condition: Prisma.Sql) => Prisma.sql`count(*) FILTER (WHERE ${condition})::int`;
  const columns = [
    counted(whole()),
    ...rules.flatMap((rule) => [counted(columnOf.get(rule.rule)!), counted(whole(rule))]),
  ];
  const rows = await inMemory(
    db,
    (tx) => tx.$queryRaw`
    WITH m AS MATERIALIZED (SELECT c.id, s.search_key ${Prisma.join(held.length === 0 ? [Prisma.empty] : held, ' ')}
      FROM ${fromAt(asked)} WHERE ${customerIsVisible(viewer, 'c')})
    SELECT ARRAY[${Prisma.join(columns)}]::int[] AS counts, ARRAY(
      SELECT m.id FROM m WHERE ${whole()} ORDER BY m.search_key, m.id LIMIT ${SAMPLE}) AS sample FROM m`,
  );
  const [row] = z.array(z.object({ counts: z.array(z.int()), sample: z.array(z.string()) })).parse(rows);
  const [count = 0, ...ofRules] = row?.counts ?? [];
  return {
    count,
    sample: await namesOf(db, row?.sample ?? []),
    rules: rules.map((rule, index) => ({
      path: rule.path,
      alone: ofRules[2 * index] ?? 0,
      takesAway: (ofRules[2 * index + 1] ?? 0) - count,
    })),
  };
}

/** Runs a query over many records. */
const inMemory = <T>(db: Database, query: (tx: Tx) => Promise<T>): Promise<T> =>
  db.$transaction(async (tx) => {
    await keepInMemory(tx);
    return query(tx);
  });

async function namesOf(db: Tx, customerIds: readonly string[]): Promise<AudienceMember[]> {
  const rows = await db.customer.findMany({
    where: { id: { in: [...customerIds] } },
    select: { id: true, name: true },
  });
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return customerIds.map((customerId) => ({ customerId, name: names.get(customerId) ?? '' }));
}

/** Whether a customer belongs to a tree, and which of its rules hold; null when absent or hidden. */
export async function explain(
  tx: Tx,
  viewer: Viewer,
  { tree, path, asked, customerId }: Asking & { path: string; customerId: string },
): Promise<Omit<AudienceExplanation, 'asOf'> | null> {
  const rules = rulesOf(tree, path);
  const held = [Prisma.sql`TRUE`, ...rules.map(({ rule }) => ruleCondition(rule, asked))];
  const rows = await tx.$queryRaw`
    SELECT ${audienceCondition(tree, asked)} AS "isMember", ARRAY[${Prisma.join(held)}]::boolean[] AS held
    FROM ${fromAt(asked)} WHERE c.id = ${customerId} AND ${customerIsVisible(viewer, 'c')}`;
  const [row] = z.array(z.object({ isMember: z.boolean(), held: z.array(z.boolean()) })).parse(rows);
  if (!row) return null;
  return {
    isMember: row.isMember,
    rules: rules.map((rule, index) => ({ path: rule.path, holds: row.held[index + 1] ?? false })),
  };
}
