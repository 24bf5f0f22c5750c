import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkAudience } from '../../../domain/automations/check-audience.ts';
import { startOfDay } from '../../../domain/time/calendar.ts';
import { findMembers } from '../../../infra/db/automations/audiences.ts';
import { bringForward } from '../../../infra/db/customers/customer-summaries.ts';
import { plainlyFits } from '../../support/rows/plain-audience.ts';
import { createWorld } from '../../support/rows/fixtures.ts';
import { runs } from '../../support/rows/runs.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.ts';
import { randomAudience } from '../../support/worlds/random-audience.ts';
import { KNOWN, randomCustomer } from '../../support/worlds/random-customers.ts';
import { createCustomers, createKnown } from '../../support/worlds/random-records.ts';

const TODAY = '2030-06-03';
const NOW = Date.parse('2030-06-03T08:00:00Z');
const ZONE = 'Europe/Berlin';
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('A3: random trees over random records hold the same customers as a plain evaluation in memory', async () => {
  const { db } = database;
  await createWorld(db, { smtpPort: 1, now: NOW, zone: ZONE });
  const sample = fc.sample(randomCustomer, runs({ test: 40, proof: 40 }));
  await createKnown(db, NOW);
  const plain = await createCustomers(db, sample, TODAY);
  await bringForward(db, { today: TODAY, now: NOW });
  const moment = { today: TODAY, startOf: (day: string) => startOfDay(day, ZONE) };
  const asked = { today: TODAY, zone: ZONE, now: NOW };
  let held = 0;
  await fc.assert(
    fc.asyncProperty(randomAudience(KNOWN), async (tree) => {
      expect(checkAudience(tree, 'audience', { isStarting: true }).problems).toEqual([]);
      const members = await findMembers(db, tree, asked);
      const expected = plain.filter((customer) => plainlyFits(tree, customer, moment)).map(({ id }) => id);
      expect(members).toEqual(expected);
      held += members.length;
      const some = plain.slice(0, 7).map(({ id }) => id);
      const ofSome = await findMembers(db, tree, { ...asked, customerIds: some });
      expect(ofSome).toEqual(expected.filter((id) => some.includes(id)));
    }),
    runs({ test: 500, proof: 5_000 }),
  );
  expect(held).toBeGreaterThan(0);
});
