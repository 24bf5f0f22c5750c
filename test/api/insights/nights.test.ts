import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { ApiFixture } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const move = (zone: string) => api.ok('PATCH', '/v1/organisation', { body: { zone } });

test('C12: the nightly work follows the zone of the organisation as it is now', async () => {
  const { db } = api.database;
  const { nights } = api.lifecycle;
  // No worker has set it up yet: it will, in the right zone.
  await move('Asia/Tokyo');
  await reconcile(api.deps);
  expect(nights).toEqual([]);
  await api.deps.store.organisation.noteNightlyZone(db, 'Asia/Tokyo');
  await reconcile(api.deps);
  expect(nights).toEqual([]);
  await move('America/New_York');
  await reconcile(api.deps);
  await reconcile(api.deps);
  expect(nights).toEqual(['America/New_York']);
  // Temporal was away: the next pass makes up for it.
  await move('Europe/Berlin');
  const away = {
    ...api.deps,
    lifecycle: { ...api.lifecycle, showNights: () => Promise.reject(new Error('away')) },
  };
  await expect(reconcile(away)).rejects.toThrow('away');
  await reconcile(api.deps);
  expect(nights).toEqual(['America/New_York', 'Europe/Berlin']);
  // Somebody deleted its schedule in Temporal, or changed it there: the row is the truth.
  for (const fit of ['missing', 'differs'] as const) {
    api.lifecycle.nightsFit = fit;
    await reconcile(api.deps);
    await reconcile(api.deps);
    expect(nights.splice(2)).toEqual(['Europe/Berlin']);
  }
  expect(await db.reconcileFinding.count({ where: { kind: 'schedule_differs' } })).toBe(2);
});
