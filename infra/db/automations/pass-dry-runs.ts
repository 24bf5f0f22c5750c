import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { DryRunItem, DryRunPage } from '../../../contracts/automations/passes.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import { rulesOf } from '../../../domain/automations/rules-of.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { customerIsVisible } from '../visibility.ts';
import { audienceCondition, ruleCondition, type Asked } from './audience-sql.ts';
import { fromAt } from './audiences.ts';

/** Whom a pass would act on, if it began now. */
interface Asking {
  automation: StoredAutomation;
  /** Whose sight it would have. */
  sight: Viewer;
  asked: Asked;
}

const keysOf = ({ actions }: StoredAutomation): string[] => actions.map(({ key }) => key);

/** Keys of the actions that were applied to the row of `customer` named `c`, where that counts. */
const applied = ({ id, isOnce }: StoredAutomation): Prisma.Sql =>
  isOnce
    ? Prisma.sql`ARRAY(SELECT DISTINCT e.action_key FROM automation_effect e WHERE e.automation_id = ${id}
        AND e.customer_id = c.id AND e.status IN ('done', 'waiting'))`
    : Prisma.sql`'{}'::text[]`;

const who = (viewer: Viewer, { automation, sight, asked }: Asking): Prisma.Sql => Prisma.sql`
  ${fromAt(asked)}
  WHERE ${customerIsVisible(viewer, 'c')} AND ${customerIsVisible(sight, 'c')}
    AND ${audienceCondition(automation.audience, asked)}
    AND NOT ${automation.isOnce ? Prisma.sql`${keysOf(automation)}::text[] <@ ${applied(automation)}` : Prisma.sql`FALSE`}`;

/** On how many it would act, of whom the viewer may see. */
export async function count(tx: Tx, viewer: Viewer, asking: Asking): Promise<number> {
  const rows = await tx.$queryRaw`SELECT count(*)::int AS count FROM ${who(viewer, asking)}`;
  return z.tuple([z.object({ count: z.int() })]).parse(rows)[0].count;
}

/** A page of whom it would act on, by name, with the rules that hold and the actions that are missing. */
export async function list(
  tx: Tx,
  viewer: Viewer,
  { path, limit, cursor, ...asking }: Asking & DryRunPage & { path: string },
): Promise<Page<DryRunItem>> {
  const { automation, asked } = asking;
  const rules = rulesOf(automation.audience, path);
  const after = decodeCursor(cursor, z.tuple([z.string(), z.string()]));
  const behind = after ? Prisma.sql`(s.search_key, c.id) > (${after[0]}, ${after[1]})` : Prisma.sql`TRUE`;
  const held = [Prisma.sql`TRUE`, ...rules.map(({ rule }) => ruleCondition(rule, asked))];
  const rows = await tx.$queryRaw`
    SELECT c.id AS "customerId", c.name AS "customerName", s.search_key AS key,
      ARRAY[${Prisma.join(held)}]::boolean[] AS held, ${applied(automation)} AS applied
    FROM ${who(viewer, asking)} AND ${behind} ORDER BY s.search_key, c.id LIMIT ${limit + 1}`;
  const schema = z.object({
    customerId: z.string(),
    customerName: z.string(),
    key: z.string(),
    held: z.array(z.boolean()),
    applied: z.array(z.string()),
  });
  const page = pageOf(z.array(schema).parse(rows), limit, ({ key, customerId }) => [key, customerId]);
  const items = page.items.map(({ customerId, customerName, ...row }) => ({
    customerId,
    customerName,
    rules: rules.filter((_rule, n) => row.held[n + 1]).map((rule) => rule.path),
    actions: keysOf(automation).filter((key) => !row.applied.includes(key)),
  }));
  return { ...page, items };
}
