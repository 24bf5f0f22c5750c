import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DunningWorld } from '../../../support/worlds/dunning-world.ts';

const api = new DunningWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

test('D2: an item of a batch says what the mail server said, while it is put off and when it was to the end', async () => {
  const dun = await api.dun((await api.payer()).customerId);
  const path = `/v1/review-batches/${dun.batchId}/items`;
  const items = async () => (await api.ok('GET', path)).items;
  expect(await items()).toMatchObject([{ id: dun.scheduledTouchpointId, putOff: null }]);
  expect(await api.tryDun(dun)).toBe('claimed');
  const at = new Date(api.now);
  const refused = { refusals: 2, firstRefusedAt: at, retryAt: at, resultText: '451 try later' };
  const where = { sourceId: dun.scheduledTouchpointId };
  await api.db.message.updateMany({ where, data: refused });
  const said = { reply: '451 try later', tries: 2, firstTriedAt: at.toISOString() };
  expect(await items()).toMatchObject([{ putOff: { ...said, nextTryAt: at.toISOString() } }]);
  await api.db.message.updateMany({ where, data: { status: 'refused' } });
  expect(await items()).toMatchObject([{ putOff: { ...said, nextTryAt: null } }]);
});
