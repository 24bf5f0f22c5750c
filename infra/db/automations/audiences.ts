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
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { customerIsVisible } from '../visibility.ts';
import {
  audienceCondition,
  conditionOver,
  hasEmptyGroup,
  ruleCondition,
  type Asked,
} from './audience-sql.ts';

/** Customers with the sums that audiences read. */
const FROM = Prisma.sql`customer c JOIN customer_summary s ON s.customer_id = c.id`;
/** Members that a preview shows. */
const SAMPLE = 10;

const memberSchema = z.object({ customerId: z.string(), name: z.string(), key: z.string() });

/** A tree, when it is asked, and where it stands in what was said. */
interface Asking {
  tree: AudienceGroup;
  asked: Asked;
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

/** A page of the members that the viewer may see, by name. */
export async function list(
  tx: Tx,
  viewer: Viewer,
  { tree, asked, limit, cursor }: Asking & { limit: number; cursor?: string | undefined },
): Promise<Page<AudienceMember>> {
  const after = decodeCursor(cursor, z.tuple([z.string(), z.string()]));
  const behind = after ? Prisma.sql`(s.search_key, c.id) > (${after[0]}, ${after[1]})` : Prisma.sql`TRUE`;
  const rows = await tx.$queryRaw`
    SELECT c.id AS "customerId", c.name, s.search_key AS key FROM ${FROM}
    WHERE ${behind} AND ${customerIsVisible(viewer, 'c')} AND ${audienceCondition(tree, asked)}
    ORDER BY s.search_key, c.id LIMIT ${limit + 1}`;
  const members = z.array(memberSchema).parse(rows);
  const { items, nextCursor } = pageOf(members, limit, ({ key, customerId }) => [key, customerId]);
  return { items: items.map(({ customerId, name }) => ({ customerId, name })), nextCursor };
}

/**
 * How many belong to a tree, the first of them, and what each rule lets through alone and takes away where it stands; of
 * the customers that the viewer may see. Every rule is asked once of each customer.
 */
export async function preview(
  tx: Tx,
  viewer: Viewer,
  { tree, path, asked }: Asking & { path: string },
): Promise<Omit<AudiencePreview, 'asOf'>> {
  const rules = rulesOf(tree, path);
  const counts = await countRules(tx, viewer, { tree, asked, rules });
  const { items } = await list(tx, viewer, { tree, asked, limit: SAMPLE });
  const [count = 0, ...ofRules] = counts;
  return {
    count,
    sample: items,
    rules: rules.map((rule, index) => ({
      path: rule.path,
      alone: ofRules[2 * index] ?? 0,
      takesAway: (ofRules[2 * index + 1] ?? 0) - count,
    })),
  };
}

const nameOf = (index: number): Prisma.Sql => Prisma.raw(`m.rule_${index}`);

async function countRules(
  tx: Tx,
  viewer: Viewer,
  { tree, asked, rules }: Asking & { rules: readonly PlacedRule[] },
): Promise<number[]> {
  const held = rules.map(
    ({ rule }, index) => Prisma.sql`, ${ruleCondition(rule, asked)} AS ${Prisma.raw(`rule_${index}`)}`,
  );
  const columnOf = new Map(rules.map(({ rule }, index) => [rule, nameOf(index)]));
  const whole = (instead?: PlacedRule): Prisma.Sql =>
    conditionOver(tree, (rule) =>
      rule === instead?.rule ? Prisma.raw(instead.isNegated ? 'FALSE' : 'TRUE') : columnOf.get(rule)!,
    );
  const isNobody = hasEmptyGroup(tree);
  const counted = (condition: Prisma.Sql) => Prisma.sql`count(*) FILTER (WHERE ${condition})::int`;
  const columns = [
    isNobody ? Prisma.sql`0` : counted(whole()),
    ...rules.flatMap((rule, index) => [
      counted(nameOf(index)),
      isNobody ? Prisma.sql`0` : counted(whole(rule)),
    ]),
  ];
  const rows = await tx.$queryRaw`
    SELECT ARRAY[${Prisma.join(columns)}]::int[] AS counts
    FROM (SELECT c.id ${Prisma.join(held.length === 0 ? [Prisma.empty] : held, ' ')} FROM ${FROM}
      WHERE ${customerIsVisible(viewer, 'c')} OFFSET 0) m`;
  const [row] = z.array(z.object({ counts: z.array(z.int()) })).parse(rows);
  return row?.counts ?? [];
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
    FROM ${FROM} WHERE c.id = ${customerId} AND ${customerIsVisible(viewer, 'c')}`;
  const [row] = z.array(z.object({ isMember: z.boolean(), held: z.array(z.boolean()) })).parse(rows);
  if (!row) return null;
  return {
    isMember: row.isMember,
    rules: rules.map((rule, index) => ({ path: rule.path, holds: row.held[index + 1] ?? false })),
  };
}
