import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import type { AudienceGroup, AudienceNode } from '../../../contracts/automations/audiences.ts';
import { MAX_DEPTH, MAX_RULES, OPERATORS_OF } from '../../../contracts/automations/kinds.ts';
import { CUSTOMER_FIELDS, RELATED_KINDS } from '../../../domain/automations/catalogue.ts';
import { checkAudience } from '../../../domain/automations/check-audience.ts';
import { findMembers, preview } from '../../../infra/db/automations/audiences.ts';
import { SYSTEM } from '../../../contracts/actor.ts';
import { createWorld } from '../../support/rows/fixtures.ts';
import { runs } from '../../support/rows/runs.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.ts';

const NOW = Date.parse('2030-06-03T08:00:00Z');
const asked = { today: '2030-06-03', zone: 'Europe/Berlin', now: NOW };
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await createWorld(database.db, { smtpPort: 1, now: NOW });
});
afterAll(() => database.drop());

/** What people and programs write to find holes; `ZQX` marks what is ours to look for. */
const HOSTILE = [
  `ZQX' OR '1'='1`,
  `ZQX'); DROP TABLE customer; --`,
  'ZQX" || (SELECT key FROM api_key)',
  'ZQX$1',
  'ZQX\\',
  'ZQX%_',
  `ZQX${'x'.repeat(1500)}`,
  'ZQX‮𝒳\u0001\u{1F4A3}',
  'ZQX /* */ UNION SELECT 1',
  '__proto__',
  'constructor',
  'ZQX__proto__',
];
const word = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ maxLength: 20 }).map((text) => `ZQX${text}`),
);
const anyName = fc.oneof(
  word,
  word.map((name) => `property:${name}`),
  fc.constantFrom(...Object.keys(CUSTOMER_FIELDS), 'occurredAt', 'amount', 'kind', 'status'),
);
const scalar = fc.oneof(
  word,
  fc.double(),
  fc.constantFrom(1e308, -1e308, 5e-324, 0, -0, 2 ** 53),
  fc.boolean(),
);
const operand = fc.oneof(
  scalar,
  fc.array(scalar, { minLength: 1, maxLength: 3 }),
  fc.record({ from: scalar, to: scalar }),
  fc.record({ amount: fc.constantFrom(1, 3660), unit: fc.constantFrom('day', 'month') }),
);
const said = {
  op: fc.constantFrom(...new Set(Object.values(OPERATORS_OF).flat())),
  value: fc.option(operand, { nil: undefined }),
  currency: fc.option(fc.constantFrom('EUR', 'JPY'), { nil: undefined }),
};
const tree = fc.letrec<{ node: AudienceNode; group: AudienceGroup }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    fc.record({ kind: fc.constant('field'), field: anyName, ...said }) as fc.Arbitrary<AudienceNode>,
    fc.record({
      kind: fc.constant('records'),
      of: fc.oneof(fc.constantFrom(...Object.keys(RELATED_KINDS), 'events', 'promises'), word),
      measure: fc.constantFrom('exists', 'none', 'count', 'sum', 'latest'),
      where: fc.option(tie('group'), { nil: undefined }),
      test: fc.option(tie('group'), { nil: undefined }),
      field: fc.option(anyName, { nil: undefined }),
      ...said,
    }) as fc.Arbitrary<AudienceNode>,
    tie('group'),
  ),
  group: fc.record({
    kind: fc.constantFrom('all' as const, 'any' as const, 'none' as const),
    nodes: fc.array(tie('node'), { maxLength: 4 }),
  }),
})).group;

/** The text of every statement that this process sends meanwhile. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  // oxlint-disable-next-line typescript/unbound-method
  const original = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [first] = args;
    texts.push(typeof first === 'string' ? first : (first as { text: string }).text);
    return original.apply(this, args);
  } as typeof pg.Client.prototype.query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = original as typeof pg.Client.prototype.query;
  }
  return texts;
}

const nodesOf = (node: AudienceNode): AudienceNode[] => {
  if (node.kind === 'field') return [node];
  if (node.kind === 'records')
    return [node, ...[node.where, node.test].flatMap((inner) => (inner ? nodesOf(inner) : []))];
  return [node, ...node.nodes.flatMap(nodesOf)];
};

test('A3: whatever a tree says is refused, or asked with nothing of it in the text of a statement', async () => {
  const { db } = database;
  let isAsked = 0;
  await fc.assert(
    fc.asyncProperty(tree, async (audience) => {
      if (checkAudience(audience, 'audience', { isStarting: false }).problems.length > 0) return;
      const texts = await statementsOf(async () => {
        await findMembers(db, audience, asked);
        await preview(db, SYSTEM, { tree: audience, path: 'audience', asked });
      });
      isAsked += nodesOf(audience).length > 1 ? 1 : 0;
      expect(texts.length).toBeGreaterThan(1);
      for (const text of texts) expect(text).not.toMatch(/ZQX|__proto__/);
    }),
    runs({ test: 2_000, proof: 20_000 }),
  );
  expect(isAsked).toBeGreaterThan(20);
});

test('A3: every hostile text as the value of a rule, as a property and as a list of values is asked as a value', async () => {
  const { db } = database;
  const nodes: AudienceNode[] = HOSTILE.flatMap((text): AudienceNode[] => [
    { kind: 'field', field: 'name', op: 'contains', value: text },
    { kind: 'field', field: `property:${text}`, op: 'any_of', value: [text, 'other'] },
    { kind: 'field', field: 'lists', op: 'has_any', value: [text] },
    {
      kind: 'records',
      of: 'messages',
      measure: 'exists',
      where: { kind: 'none', nodes: [{ kind: 'field', field: 'subject', op: 'starts_with', value: text }] },
    },
  ]);
  const audience: AudienceGroup = { kind: 'none', nodes };
  expect(checkAudience(audience, 'audience', { isStarting: true }).problems).toEqual([]);
  const texts = await statementsOf(() => findMembers(db, audience, asked));
  expect(texts.filter((text) => /ZQX|proto/.test(text))).toEqual([]);
});

test('A3: two hundred rules, ten levels deep, with the largest numbers, are asked; one more of either is refused', async () => {
  const { db } = database;
  const rule = (value: number): AudienceNode => ({ kind: 'field', field: 'score', op: 'less_than', value });
  const wide = (count: number): AudienceGroup => ({
    kind: 'all',
    nodes: Array.from({ length: count }, (_, n) => rule(n % 2 === 0 ? 1e308 : 2 ** 53 + n)),
  });
  const problems = (audience: AudienceGroup) =>
    checkAudience(audience, 'audience', { isStarting: true }).problems.map(({ message }) => message);
  expect(problems(wide(MAX_RULES))).toEqual([]);
  const { count, rules } = await preview(db, SYSTEM, { tree: wide(MAX_RULES), path: 'audience', asked });
  expect([count, rules.length]).toEqual([await db.customer.count(), MAX_RULES]);
  expect(problems(wide(MAX_RULES + 1))).toEqual([`has ${MAX_RULES + 1} rules; ${MAX_RULES} are the most`]);
  let deep: AudienceGroup = { kind: 'any', nodes: [rule(1e308)] };
  for (let level = 1; level < MAX_DEPTH; level += 1) deep = { kind: 'all', nodes: [deep] };
  expect(problems(deep)).toEqual([]);
  expect((await findMembers(db, deep, asked)).length).toBe(count);
  expect(problems({ kind: 'all', nodes: [deep] })).toEqual([`stands deeper than ${MAX_DEPTH} levels`]);
  const due = (op: 'at_least' | 'at_most', value: number): AudienceGroup => ({
    kind: 'all',
    nodes: [
      {
        kind: 'records',
        of: 'invoices',
        measure: 'exists',
        where: { kind: 'all', nodes: [{ kind: 'field', field: 'daysPastDue', op, value }] },
      },
    ],
  });
  expect(await findMembers(db, due('at_least', 1e308), asked)).toEqual([]);
  await findMembers(db, due('at_most', -1e308), asked);
});
