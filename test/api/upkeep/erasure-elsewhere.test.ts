import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Json } from '../../support/servers/api-fixture.ts';
import { BUSY, CopyWorld } from '../../support/worlds/copy-world.ts';
import { whereItStands } from '../../support/worlds/whole-database.ts';

const api = new CopyWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const address = (name: string) => `${name}@elsewhere.example`;

/** Somebody at a customer of their own, forgotten. */
async function forget(name: string): Promise<Json> {
  const { id } = await api.customer();
  const body = { name: 'Somebody Else', email: address(name) };
  const contact = await api.ok('POST', `/v1/customers/${id}/contacts`, { body });
  return api.ok('POST', `/v1/contacts/${contact.id}/erasures`, { body: { dryRun: false } });
}

test('U5: who is a copy of a waiting message of another customer leaves its copies, and it goes out without them', async () => {
  const row = await api.row({ email: address('main') });
  await api.ok('PATCH', `/v1/queue/${row.executionId}`, {
    body: { subject: 'Kept', body: '<p>Kept</p>', cc: [address('gone'), address('third')] },
  });
  await forget('gone');
  expect((await api.execution(row.executionId)).pinned).toMatchObject({ cc: [address('third')] });
  const { mail } = await api.claim(row);
  expect(mail.recipients.map((each) => each.address)).toEqual([address('main'), address('third')]);
  expect(await whereItStands(api.db, [address('gone')])).toEqual([]);
});

test('U5: a copy that was still to leave at another customer is cancelled, the others leave', async () => {
  const letter = await api.waiting({ email: address('reader'), cc: [address('copied'), address('stays')] });
  api.tell(address('copied'), { result: BUSY });
  await forget('copied');
  expect(await api.standing(letter)).toEqual(['accepted', 'cancelled erased', 'waiting']);
  expect(await whereItStands(api.db, [address('copied')])).toEqual([]);
});
