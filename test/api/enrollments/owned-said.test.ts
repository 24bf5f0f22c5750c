import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAutomationRows, createSaidRow } from '../../support/rows/said-rows.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

test('U3: an owner without the right answers what automations say to their customers, and to nobody else', async () => {
  const { db, now } = api;
  const owner = await api.user('viewer');
  const { aut, aps } = await createAutomationRows(db, { now, userId: api.adminId });
  const of = { automationId: aut, passId: aps, mark: 'Due', now };
  const [own, other, hidden] = [await api.customer(), await api.customer(), await api.customer()];
  await db.customer.update({ where: { id: own.id }, data: { arOwnerId: owner.id } });
  const messageTo = (customerId: string) => createSaidRow(db, { ...of, customerId });
  const [mine, foreign, unseen] = [
    await messageTo(own.id),
    await messageTo(other.id),
    await messageTo(hidden.id),
  ];
  await api.hide(hidden.id);
  // A digest is of many customers, and of none.
  const digest = await messageTo((await api.customer()).id);
  await db.automationMessage.update({ where: { id: digest }, data: { customerId: null, effectId: null } });
  const acts = ['send', 'retry', 'mark-sent', 'cancel'];
  const statusesOf = async (id: string) => {
    const statuses: number[] = [];
    for (const act of acts) {
      const body = act === 'send' ? {} : undefined;
      const path = `/v1/automation-messages/${id}/${act}`;
      statuses.push((await api.call('POST', path, { key: owner.key, body })).status);
    }
    return statuses;
  };
  expect(await statusesOf(foreign)).toEqual([403, 403, 403, 403]);
  expect(await statusesOf(digest)).toEqual([403, 403, 403, 403]);
  expect(await statusesOf(unseen)).toEqual([404, 404, 404, 404]);
  // Nothing of it has failed or is in doubt.
  expect(await statusesOf(mine)).toEqual([202, 409, 409, 200]);
});
