import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eraseContact } from '../../../commands/upkeep/erase-contact.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { SYSTEM } from '../../../contracts/actor.ts';
import { ApiFixture } from '../../support/servers/api-fixture.ts';
import { whereItStands } from '../../support/worlds/whole-database.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

test('U5: a process that dies in the middle has erased what is of the customer, and the reconciler does the rest', async () => {
  const [one, other] = [await api.customer(), await api.customer()];
  const { id: contactId } = await api.ok('POST', `/v1/customers/${one.id}/contacts`, {
    body: { name: 'Dora Dahin', email: 'dora@forget.example' },
  });
  await api.ok('POST', `/v1/customers/${other.id}/notes`, { body: { content: 'Ask dora@forget.example' } });
  const eraseNextPage = () => Promise.reject(new Error('died'));
  const { store } = api.deps;
  const dying = { ...store, forgottenTexts: { ...store.forgottenTexts, eraseNextPage } };
  const erasing = eraseContact(
    { ...api.deps, store: dying },
    { ...SYSTEM, userId: api.adminId },
    { contactId, dryRun: false },
  );
  await expect(erasing).rejects.toThrow('died');
  const { items } = await api.ok('GET', `/v1/erasures?contactId=${contactId}`);
  expect(items).toMatchObject([{ status: 'running', finishedAt: null }]);
  const left = await whereItStands(api.database.db, ['dora']);
  expect(left.length).toBeGreaterThan(0);
  expect(left.filter((place) => place.startsWith('contact:'))).toEqual([]);
  await reconcile(api.deps);
  expect(await whereItStands(api.database.db, ['dora'])).toEqual([]);
  expect(await api.ok('GET', `/v1/erasures/${items[0].id}`)).toMatchObject({
    status: 'done',
    counts: { note: 1 },
  });
});
