import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findMembers } from '../../../infra/db/automations/audiences.ts';
import { readFollowed } from '../../../infra/db/automations/automation-followers.ts';
import { dayToDate } from '../../../infra/db/rows.ts';
import { runs } from '../../support/rows/runs.ts';
import { MemberWorld } from '../../support/worlds/member-world.ts';
import { randomAudience } from '../../support/worlds/random-audience.ts';
import { makeChange, randomChange } from '../../support/worlds/random-changes.ts';
import { KNOWN, randomCustomer } from '../../support/worlds/random-customers.ts';
import { createCustomers, createKnown } from '../../support/worlds/random-records.ts';

const START = Date.parse('2030-06-01T08:00:00Z');
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ZONE = 'Europe/Berlin';
const world = new MemberWorld();

beforeAll(async () => {
  await world.open();
  world.now = START;
  const { db } = world.database;
  await db.organisation.updateMany({ data: { zone: ZONE } });
  await createKnown(db, START);
  await createCustomers(db, fc.sample(randomCustomer, runs({ test: 12, proof: 12 })), '2030-06-01');
  await db.$executeRaw`
    INSERT INTO balance_change (id, invoice_id, customer_id, currency, kind, cause, delta, balance, effective_on, created_at)
    SELECT 'bch_' || id, id, customer_id, currency, 'adjustment', 'payment', -1, balance, issued_on, created_at FROM invoice`;
  await db.$executeRaw`
    INSERT INTO credit_application
      (id, related_record_id, invoice_id, customer_id, currency, amount, balance_change_id, created_by_id, created_at)
    SELECT 'cap_' || r.id, r.id, i.id, i.customer_id, i.currency, i.amount, 'bch_' || i.id, 'test', i.created_at
    FROM related_record r JOIN (SELECT DISTINCT ON (customer_id) * FROM invoice ORDER BY customer_id, id) i
      ON i.customer_id = r.customer_id WHERE r.kind = 'credit_note'`;
});
afterAll(() => world.close());

/** What happens between two looks, and how long after the last one. */
const happening = fc.record({
  changes: fc.array(randomChange, { minLength: 1, maxLength: 4 }),
  elapsedMs: fc.constantFrom(
    MINUTE_MS,
    60 * MINUTE_MS,
    13 * 60 * MINUTE_MS,
    DAY_MS,
    DAY_MS,
    3 * DAY_MS,
    31 * DAY_MS,
  ),
  isEdited: fc.nat(9).map((n) => n === 0),
});

/** Who belongs and is a member, and who is not both. */
async function faults(ids: readonly string[]): Promise<{ members: number; wrong: object[] }> {
  const { db } = world.database;
  const { followed } = await readFollowed(db, ZONE, ids);
  let members = 0;
  const wrong: object[] = [];
  for (const { automation, standing } of followed) {
    if (!standing) throw new Error('never compared');
    const asked = { today: standing.day, zone: ZONE, now: standing.at };
    const [fitting, stored] = [
      await findMembers(db, automation.audience, asked),
      await world.membersOf(automation.id),
    ];
    members += stored.length;
    if (fitting.join() !== stored.join()) wrong.push({ audience: automation.audience, fitting, stored });
  }
  const differing = await db.automation.count({ where: { differing: { not: null } } });
  return { members, wrong: [...wrong, ...Array.from({ length: differing }, () => ({ differing }))] };
}

/** Trees, and what happens to customers while automations with them run. */
const STREAMS = fc.sample(
  fc.record({
    trees: fc.array(randomAudience(KNOWN), { minLength: 2, maxLength: 2 }),
    happenings: fc.array(happening, { minLength: 3, maxLength: 3 }),
  }),
  runs({ test: 120, proof: 2_000 }),
);
/** Small enough that a busy machine ends each in the time of a test. */
const PARTS = 25;
const seenInAll = { members: 0, changes: 0 };

let made = 0;
/** A stream from its beginning: everybody is compared once, and then only who was touched or moved. */
async function follows({ trees, happenings }: (typeof STREAMS)[number]): Promise<number[]> {
  const { db } = world.database;
  await db.automation.deleteMany();
  await db.automationMember.deleteMany();
  world.now = START;
  const ids: string[] = [];
  for (const tree of trees) ids.push(await world.automation(`aut_${++made}`, tree));
  await db.automation.updateMany({ data: { comparedOn: dayToDate('2030-06-01') } });
  let [members, changes] = [0, 0];
  for (const { changes: some, elapsedMs, isEdited } of happenings) {
    for (const change of some) if (await makeChange(db, change, world.now)) changes += 1;
    if (isEdited)
      await db.automation.updateMany({
        where: { id: ids[0]! },
        data: { audienceVersion: { increment: 1 } },
      });
    world.now += elapsedMs;
    await world.follow();
    const found = await faults(ids);
    expect(found.wrong).toEqual([]);
    members += found.members;
  }
  return [members, changes];
}

test.each(Array.from({ length: PARTS }, (_, part) => part))(
  'A8: after every look and every midnight the members are those of a full comparison, part %i of the streams',
  async (part) => {
    for (const stream of STREAMS.filter((_, index) => index % PARTS === part)) {
      const [members = 0, changes = 0] = await follows(stream);
      seenInAll.members += members;
      seenInAll.changes += changes;
    }
  },
);

test('A8: the streams have members and changes enough to show anything', () => {
  expect(seenInAll.members).toBeGreaterThan(400);
  expect(seenInAll.changes).toBeGreaterThan(400);
});
