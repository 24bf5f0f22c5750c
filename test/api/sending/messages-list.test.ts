import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Json } from '../../support/servers/api-fixture.ts';
import { COPY, CopyWorld, LOST, UNKNOWN_USER, type Letter } from '../../support/worlds/copy-world.ts';

const api = new CopyWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.begin());

const list = async (query: string, key?: string): Promise<string[]> =>
  (await api.ok('GET', `/v1/messages?${query}`, key === undefined ? {} : { key })).items.map(
    (message: Json) => message.id,
  );

/** A letter whose copy ended so. */
async function letter(result?: typeof LOST): Promise<Omit<Letter, 'claim'>> {
  const row = await api.due({ cc: [COPY] });
  if (result) api.tell(COPY, { result });
  await api.send(row);
  return { ...row, ...(await api.messageOf(row)) };
}

test('D1: copies that were refused or are uncertain are found without knowing their message', async () => {
  const [fine, refused, uncertain] = [await letter(), await letter(UNKNOWN_USER), await letter(LOST)];
  expect(await list('trouble=true')).toEqual([uncertain.messageId, refused.messageId]);
  expect(await list('trouble=false')).toEqual([fine.messageId]);
  const { items } = await api.ok('GET', `/v1/messages?trouble=true&customerId=${refused.customerId}`);
  expect(items).toMatchObject([
    { id: refused.messageId, status: 'sent', copies: [{ status: 'accepted' }, { status: 'refused' }] },
  ]);
  expect(await list(`source=step_execution&sourceId=${fine.executionId}`)).toEqual([fine.messageId]);
  expect(await list(`mailboxId=${api.world.mailboxId}&status=sent&limit=200`)).toHaveLength(3);
  expect(await list('source=action')).toEqual([]);
  const first = await api.ok('GET', '/v1/messages?limit=2');
  const second = await api.ok('GET', `/v1/messages?limit=2&cursor=${first.nextCursor}`);
  expect([...first.items, ...second.items].map(({ id }: Json) => id)).toEqual([
    uncertain.messageId,
    refused.messageId,
    fine.messageId,
  ]);
  expect(second.nextCursor).toBeNull();
  await api.hide(refused.customerId);
  const { key } = await api.user('viewer');
  expect(await list('trouble=true', key)).toEqual([uncertain.messageId]);
  const metrics = await api.deps.store.gauges.readGauges(api.db, api.now);
  expect(metrics['copies_in_trouble']).toEqual(
    expect.arrayContaining([
      { status: 'refused', count: 1 },
      { status: 'uncertain', count: 1 },
    ]),
  );
});
