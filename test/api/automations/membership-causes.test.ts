import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { compareMembers } from '../../../commands/automations/membership/compare-members.ts';
import { followMembers } from '../../../commands/automations/membership/follow-members.ts';
import type { AudienceGroup } from '../../../contracts/automations/audiences.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { MemberWorld } from '../../support/worlds/member-world.ts';
import { all, field } from '../../support/rows/audience-rules.ts';

let world: MemberWorld;
beforeEach(async () => {
  world = new MemberWorld();
  await world.open();
});
afterEach(() => world.close());

const has = (name: string): AudienceGroup => all(field(`property:${name}`, 'is', 'yes'));
const pending = (id: string) => world.membersOf(id, { isPending: true });

/** What an effect of an automation does: it changes a customer, and says whose change it is and how deep (A7). */
async function changedBy(
  automationId: string,
  depth: number,
  customerId: string,
  properties: object,
): Promise<void> {
  await world.database.db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT set_config('followthrough.automation', ${automationId}, true),
      set_config('followthrough.depth', ${String(depth)}, true)`;
    const { properties: known } = await tx.customer.findUniqueOrThrow({ where: { id: customerId } });
    await tx.customer.update({
      where: { id: customerId },
      data: { properties: { ...(known as object), ...properties } },
    });
  });
}

/** Who waits of an automation, and how deep the change lies that brought them in. */
const depthsOf = async (automationId: string): Promise<number[]> =>
  (
    await world.database.db.automationMember.findMany({
      where: { automationId, pendingSince: { not: null } },
      orderBy: { customerId: 'asc' },
      select: { depth: true },
    })
  ).map(({ depth }) => depth);

test('A7, case 21: five levels of a chain are seen by others; the rest waits for their passes, as members', async () => {
  const customer = await world.add('Chain');
  for (let n = 1; n <= 8; n += 1) await world.automation(`aut_${n}`, has(`p${n - 1}`));
  await world.ok('PATCH', `/v1/customers/${customer}`, { body: { properties: { p0: 'yes' } } });
  const acted: [number, number][] = [];
  for (let n = 1; n <= 8; n += 1) {
    await world.follow();
    const [depth] = await depthsOf(`aut_${n}`);
    if (depth === undefined) break;
    acted.push([n, depth]);
    await world.take(`aut_${n}`);
    await changedBy(`aut_${n}`, depth + 1, customer, { [`p${n}`]: 'yes' });
  }
  expect(acted).toEqual([1, 2, 3, 4, 5, 6].map((n) => [n, n - 1]));
  expect([await world.membersOf('aut_7'), await pending('aut_7')]).toEqual([[customer], []]);
  // It is in: a later change of a person is not why, and starts nothing.
  await world.ok('PATCH', `/v1/customers/${customer}`, { body: { name: 'Chain & Co' } });
  await world.follow();
  expect(await pending('aut_7')).toEqual([]);
});

test('A7, case 20: two that undo each other rest after six changes of one customer', async () => {
  const none: AudienceGroup = { kind: 'none', nodes: [field('property:chase', 'is', 'yes')] };
  const customer = await world.add('Ping');
  await world.automation('aut_p', none);
  await world.automation('aut_q', has('chase'));
  await world.take('aut_p');
  await world.ok('PATCH', `/v1/customers/${customer}`, { body: { properties: { chase: 'yes' } } });
  let changes = 0;
  for (let quiet = 0; quiet < 2 && changes < 20;) {
    await world.follow();
    quiet += 1;
    for (const [id, chase] of [
      ['aut_p', 'yes'],
      ['aut_q', 'no'],
    ] as const) {
      const [depth] = await depthsOf(id);
      if (depth === undefined) continue;
      await world.take(id);
      await changedBy(id, depth + 1, customer, { chase });
      changes += 1;
      quiet = 0;
    }
  }
  expect(changes).toBe(6);
});

test('A7: what an automation changes itself brings nobody in again, but is seen as membership', async () => {
  const customer = await world.add('Own');
  await world.automation('aut_own', has('mark'));
  await changedBy('aut_own', 1, customer, { mark: 'yes' });
  await world.follow();
  expect([await world.membersOf('aut_own'), await pending('aut_own')]).toEqual([[customer], []]);
  expect(await world.movesOf('aut_own')).toEqual([[customer, 'in']]);
  // The setting ends with its transaction: the next change of the same connection is a person's.
  const [other] = [await world.add('Other', { properties: { mark: 'yes' } })];
  await world.follow();
  expect(await pending('aut_own')).toEqual([other]);
  expect(await depthsOf('aut_own')).toEqual([0]);
});

test('A2: who comes in before the start, after the end, or without "ongoing" is a member and no item of work', async () => {
  await world.automation('aut_early', has('mark'), { startsAt: new Date('2030-06-04T07:00:00Z') });
  await world.automation('aut_ended', has('mark'), { endsAt: new Date('2030-06-03T07:00:00Z') });
  await world.automation('aut_once', has('mark'), { isOngoing: false });
  await world.automation('aut_paused', has('mark'));
  await world.database.db.automation.update({ where: { id: 'aut_paused' }, data: { status: 'paused' } });
  const customer = await world.add('Mark', { properties: { mark: 'yes' } });
  await world.follow();
  for (const id of ['aut_early', 'aut_ended', 'aut_once'])
    expect([id, await world.membersOf(id), await pending(id)]).toEqual([id, [customer], []]);
  // A pause is no end: who came in meanwhile is acted on when it goes on.
  expect([await pending('aut_paused'), world.asked]).toEqual([[customer], []]);
  await world.database.db.automation.update({ where: { id: 'aut_paused' }, data: { status: 'running' } });
  await world.follow();
  expect(world.asked).toEqual(['aut_paused']);
});

test('A8: nothing is written while nobody follows; a writer who could not know is found when it has ended', async () => {
  const customer = await world.add('Slow');
  await world.owes(customer, '10.00');
  expect(await world.database.db.customerTouch.count()).toBe(0);
  const slow = new Client({ connectionString: world.database.url });
  await slow.connect();
  await slow.query('BEGIN');
  await slow.query(`UPDATE customer SET properties = '{"mark": "yes"}' WHERE id = $1`, [customer]);
  await world.running('aut_a', has('mark'));
  await world.follow();
  expect(await world.membersOf('aut_a')).toEqual([]);
  await slow.query('COMMIT');
  await slow.end();
  expect(await world.database.db.customerTouch.count()).toBe(0);
  await world.settle();
  expect(await world.membersOf('aut_a')).toEqual([customer]);
  expect(await pending('aut_a')).toEqual([]);
});

test('A8, O9: what differs at night is brought in order and reported, once; what waits to be looked at is no difference', async () => {
  const wrong = await world.add('Wrong');
  const id = await world.automation('aut_a', has('mark'));
  await world.settle();
  const waits = await world.add('Waits', { properties: { mark: 'yes' } });
  await world.database.db.automationMember.create({
    data: { automationId: id, customerId: wrong, enteredAt: new Date(world.now), depth: 0 },
  });
  const gone = { automationId: id, customerId: 'cus_gone', enteredAt: new Date(world.now), depth: 0 };
  await world.database.db.automationMember.create({ data: gone });
  await world.at('2030-06-03T22:10:00Z');
  expect(await world.membersOf(id)).toContain(wrong);
  await world.at('2030-06-03T22:31:00Z');
  expect(await world.membersOf(id)).toEqual([waits]);
  expect(await pending(id)).toEqual([waits]);
  const { differing } = await reconcile(world.deps);
  expect([differing, (await reconcile(world.deps)).differing]).toEqual([1, 0]);
  const found = await world.database.db.reconcileFinding.findMany({
    where: { kind: 'membership_differs' },
    orderBy: { id: 'asc' },
  });
  expect(found.map(({ entity, entityId }) => [entity, entityId])).toEqual([['automation', id]]);
  await world.at('2030-06-04T22:31:00Z');
  expect((await reconcile(world.deps)).differing).toBe(0);
});

test('A8: two that look at once, and one that dies in the middle, count every touch once', async () => {
  const ids = ['aut_a', 'aut_b'];
  for (const id of ids) await world.automation(id, has('mark'));
  const customers = [];
  for (let n = 0; n < 12; n += 1)
    customers.push(await world.add(`Customer ${n}`, { properties: { mark: 'yes' } }));
  const { automationMembers } = world.deps.store;
  let left = 1;
  const compare: typeof automationMembers.compare = async (...args) => {
    const moved = await automationMembers.compare(...args);
    if (left-- === 0) throw new Error('died');
    return moved;
  };
  const dying = {
    ...world.deps,
    store: { ...world.deps.store, automationMembers: { ...automationMembers, compare } },
  };
  const hooks = { takePending: () => Promise.resolve(), pauseUnreadable: () => Promise.resolve() };
  await expect(followMembers(dying, hooks)()).rejects.toThrow('died');
  expect(await world.membersOf('aut_a')).toEqual([]);
  await Promise.all([world.follow(), world.follow(), compareMembers(world.deps, { automationId: 'aut_b' })]);
  for (const id of ids) {
    expect(await pending(id)).toEqual([...customers].sort());
    expect(await world.movesOf(id)).toHaveLength(12);
  }
  expect(await world.database.db.customerTouch.count()).toBe(0);
});

test('A3: an audience that cannot be asked stops nobody else, and is told', async () => {
  const customer = await world.add('Mark', { properties: { mark: 'yes' } });
  await world.running('aut_broken', all(field('noSuchField', 'is', 'x')));
  await world.running('aut_whole', has('mark'));
  await world.follow();
  expect(await world.membersOf('aut_whole')).toEqual([customer]);
  expect([...new Set(world.unreadable)]).toEqual(['aut_broken']);
});

test('A8: one whose audience the database refuses is paused and rests; the others are followed, and it catches up', async () => {
  await world.automation('aut_refused', has('mark'));
  await world.automation('aut_whole', has('mark'));
  const { automationMembers } = world.deps.store;
  let isRefusing = true;
  let tries = 0;
  const compare: typeof automationMembers.compare = async (tx, comparing) => {
    if (isRefusing && comparing.automation.id === 'aut_refused') {
      tries += 1;
      await tx.$executeRaw`SELECT 1 / 0`;
    }
    return automationMembers.compare(tx, comparing);
  };
  const deps = {
    ...world.deps,
    store: { ...world.deps.store, automationMembers: { ...automationMembers, compare } },
  };
  const told: string[] = [];
  const round = followMembers(deps, {
    takePending: () => Promise.resolve(),
    pauseUnreadable: async (_deps, { automationId }) => {
      told.push(automationId);
      await world.database.db.automation.update({
        where: { id: automationId },
        data: { status: 'paused' },
      });
    },
  });
  const first = await world.add('First', { properties: { mark: 'yes' } });
  while (await round());
  expect([await world.membersOf('aut_whole'), await world.membersOf('aut_refused')]).toEqual([[first], []]);
  expect([told, tries]).toEqual([['aut_refused'], 1]);
  const second = await world.add('Second', { properties: { mark: 'yes' } });
  while (await round());
  expect([(await world.membersOf('aut_whole')).length, tries]).toEqual([2, 1]);
  // Set running again it is tried at once, and rests again.
  const resume = () =>
    world.database.db.$transaction((tx) =>
      deps.store.automations.save(tx, { automationId: 'aut_refused', set: { status: 'running' } }),
    );
  await resume();
  while (await round());
  expect([told.length, tries]).toEqual([2, 2]);
  isRefusing = false;
  await resume();
  while (await round());
  expect(await world.membersOf('aut_refused')).toEqual([first, second].sort());
});
