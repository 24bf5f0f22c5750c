import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Viewer } from '../../../contracts/actor.ts';
import type { AudienceGroup, FieldRule, Operand } from '../../../contracts/automations/audiences.ts';
import { OPERATORS_OF, type AudienceOperator, type ValueType } from '../../../contracts/automations/kinds.ts';
import { checkAudience } from '../../../domain/automations/check-audience.ts';
import { findMembers, preview } from '../../../infra/db/automations/audiences.ts';
import { bringForward } from '../../../infra/db/customers/customer-summaries.ts';
import { createWorld } from '../../support/rows/fixtures.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.ts';

const TODAY = '2030-06-03';
const NOW = Date.parse('2030-06-03T08:00:00Z');
const asked = { today: TODAY, zone: 'UTC', now: NOW };
const VIEWER: Viewer = { userId: 'usr_viewer', role: 'manager', permissions: [] };
let database: TestDatabase;

/** `n`: without a value, or in another currency; `a`, `b`: with one. `ha`, `hn`: as `a` and `n`, and hidden. */
const VALUES = {
  n: { zone: null, owner: null, seats: undefined, day: undefined, flag: undefined, at: null, type: null },
  a: { zone: 'UTC', owner: 'usr_a', seats: 5, day: TODAY, flag: true, at: `${TODAY}T10:00:00Z`, type: 'cfo' },
  b: {
    zone: 'Asia/Tokyo',
    owner: 'usr_b',
    seats: 9,
    day: '2030-07-01',
    flag: false,
    at: '2030-07-01T10:00:00Z',
    type: 'other',
  },
} as const;
const LIKE = { n: 'n', a: 'a', b: 'b', ha: 'a', hn: 'n' } as const;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  await createWorld(db, { smtpPort: 1, now: NOW });
  const at = new Date(NOW);
  const stamps = { createdAt: at, updatedAt: at };
  await db.visibilityGroup.create({ data: { id: 'vgr_a', name: 'Board', nameKey: 'board', createdAt: at } });
  await db.labelGroup.create({ data: { id: 'lbg_a', name: 'Kinds', nameKey: 'kinds', ...stamps } });
  for (const label of ['lbl_a', 'lbl_b'])
    await db.label.create({ data: { id: label, groupId: 'lbg_a', name: label, nameKey: label, ...stamps } });
  for (const [id, like] of Object.entries(LIKE)) {
    const value = VALUES[like];
    const currency = like === 'n' ? 'USD' : 'EUR';
    const { seats, day: renewalOn, flag: isKey } = value;
    await db.customer.create({
      data: {
        id,
        name: id,
        status: 'active',
        currency,
        zone: value.zone,
        arOwnerId: value.owner,
        score: 0,
        properties: JSON.parse(JSON.stringify({ seats, renewalOn, isKey })) as object,
        source: 'api',
        arVersion: 1,
        ...stamps,
      },
    });
    if (id.startsWith('h'))
      await db.visibilityGroupCustomer.create({ data: { customerId: id, groupId: 'vgr_a' } });
    const amount = like === 'b' ? '20.00' : '10.00';
    await db.invoice.create({
      data: {
        id: `inv_${id}`,
        customerId: id,
        currency,
        number: id,
        status: 'open',
        issuedOn: at,
        dueOn: at,
        amount,
        balance: amount,
        isDisputed: false,
        source: 'api',
        ...stamps,
      },
    });
    await db.contact.create({
      data: {
        id: `con_${id}`,
        customerId: id,
        type: value.type,
        isPrimary: false,
        isActive: true,
        source: 'api',
        ...stamps,
      },
    });
    if (value.at !== null)
      await db.communication.create({
        data: {
          id: `com_${id}`,
          customerId: id,
          kind: 'email',
          direction: 'inbound',
          occurredAt: new Date(value.at),
          createdAt: at,
        },
      });
    if (like !== 'n')
      await db.customerLabel.create({
        data: { customerId: id, labelId: `lbl_${like}`, createdAt: at, createdById: 'test' },
      });
  }
  await bringForward(db, { today: TODAY, now: NOW });
});
afterAll(() => database.drop());

const FIELDS: Record<ValueType, string> = {
  text: 'zone',
  number: 'property:seats',
  money: 'total',
  day: 'property:renewalOn',
  instant: 'lastContactAt',
  flag: 'property:isKey',
  choice: 'type',
  reference: 'arOwner',
  set: 'labels',
};

const day = 'YYYY-MM-DD';
const span = { amount: 1, unit: 'day' } as const;
/** Who an operator holds: of each type its value, and the letters of those in it. */
const DATES: [AudienceOperator, Operand | undefined, string][] = [
  ['on', day, 'a'],
  ['not_on', day, 'n b'],
  ['before', '2030-07-01', 'a'],
  ['after', TODAY, 'b'],
  ['between', { from: TODAY, to: TODAY }, 'a'],
  ['not_between', { from: TODAY, to: TODAY }, 'n b'],
  ['in_last', span, 'a'],
  ['not_in_last', span, 'n b'],
  ['in_next', { amount: 1, unit: 'month' }, 'a b'],
  ['not_in_next', { amount: 1, unit: 'month' }, 'n'],
  ['is_set', undefined, 'a b'],
  ['is_not_set', undefined, 'n'],
];
const choices = (one: string): [AudienceOperator, Operand | undefined, string][] => [
  ['is', one, 'a'],
  ['is_not', one, 'n b'],
  ['any_of', [one], 'a'],
  ['none_of', [one], 'n b'],
  ['is_set', undefined, 'a b'],
  ['is_not_set', undefined, 'n'],
];
const numbers = (
  five: string | number,
  nine: string | number,
): [AudienceOperator, Operand | undefined, string][] => [
  ['is', five, 'a'],
  ['is_not', five, 'n b'],
  ['more_than', five, 'b'],
  ['less_than', nine, 'a'],
  ['at_least', five, 'a b'],
  ['at_most', five, 'a'],
  ['between', { from: five, to: five }, 'a'],
  ['not_between', { from: five, to: five }, 'n b'],
];
const TABLE: Record<ValueType, [AudienceOperator, Operand | undefined, string][]> = {
  text: [
    ...choices('utc'),
    ['contains', 'T', 'a b'],
    ['does_not_contain', 'T', 'n'],
    ['starts_with', 'u', 'a'],
    ['does_not_start_with', 'u', 'n b'],
  ],
  number: [...numbers(5, 9), ['is_set', undefined, 'a b'], ['is_not_set', undefined, 'n']],
  money: numbers('10.00', '20.00'),
  day: DATES,
  instant: DATES,
  flag: [
    ['is_true', undefined, 'a'],
    ['is_false', undefined, 'n b'],
  ],
  choice: choices('cfo'),
  reference: choices('usr_a'),
  set: [
    ['has_any', ['lbl_a'], 'a'],
    ['has_all', ['lbl_a'], 'a'],
    ['has_none', ['lbl_a'], 'n b'],
    ['is_set', undefined, 'a b'],
    ['is_not_set', undefined, 'n'],
  ],
};

/** A tree of one rule; of a choice a condition on a contact. */
const treeOf = (type: ValueType, op: AudienceOperator, value: Operand | undefined): AudienceGroup => {
  const rule: FieldRule = {
    kind: 'field',
    field: FIELDS[type],
    op,
    ...(value !== undefined && { value: value === day ? TODAY : value }),
    ...(type === 'money' && { currency: 'EUR' }),
  };
  const where: AudienceGroup = { kind: 'all', nodes: [rule] };
  return type === 'choice'
    ? { kind: 'all', nodes: [{ kind: 'records', of: 'contacts', measure: 'exists', where }] }
    : where;
};

describe('A3: every operator, with a missing value, another currency and hidden customers', () => {
  test.each(Object.keys(OPERATORS_OF) as ValueType[])('%s: the table names each of its operators', (type) => {
    expect(TABLE[type].map(([op]) => op).sort()).toEqual([...OPERATORS_OF[type]].sort());
  });

  const rows = (Object.keys(TABLE) as ValueType[]).flatMap((type) =>
    TABLE[type].map(([op, value, held]) => ({ type, op, value, held })),
  );
  test.each(rows)('$type $op', async ({ type, op, value, held }) => {
    const { db } = database;
    const letters = held.split(' ');
    const tree = treeOf(type, op, value);
    expect(checkAudience(tree, 'audience', { isStarting: true }).problems).toEqual([]);
    const isHeld = (id: string) => letters.includes(LIKE[id as keyof typeof LIKE]);
    const all = Object.keys(LIKE).sort();
    expect(await findMembers(db, tree, asked)).toEqual(all.filter(isHeld));
    // None of it is the exact complement, of everybody and of the seen ones.
    const none: AudienceGroup = { kind: 'none', nodes: [tree] };
    expect(await findMembers(db, none, asked)).toEqual(all.filter((id) => !isHeld(id)));
    const seen = all.filter((id) => !id.startsWith('h'));
    const told = await preview(db, VIEWER, { tree, path: 'audience', asked });
    expect(told.count).toBe(letters.length);
    expect(told.sample.map(({ customerId }) => customerId)).toEqual(seen.filter(isHeld));
    expect(told.rules[0]).toMatchObject({ alone: letters.length, takesAway: seen.length - letters.length });
    expect((await preview(db, VIEWER, { tree: none, path: 'audience', asked })).count).toBe(
      seen.length - letters.length,
    );
  });
});
