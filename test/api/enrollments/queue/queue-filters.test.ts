import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { onDay } from '../../../support/rows/fixtures.ts';
import type { Json } from '../../../support/servers/api-fixture.ts';
import { QueueWorld } from '../../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const call = { type: 'call' as const, timing: onDay(0, '08:00') };

test('Q1: heldReason: only rows that this holds back, the widest reason of each, in lists, counts and what is next', async () => {
  const { sequenceId } = await api.sequence({ steps: [call] });
  const [byHold, byDispute, free] = [
    await api.row({ sequenceId }),
    await api.row({ sequenceId }),
    await api.row({ sequenceId }),
  ];
  await api.ok('POST', '/v1/holds', {
    body: { scope: 'customer', customerId: byHold.customerId, reason: 'Talks' },
  });
  for (const { invoiceId } of [byHold, byDispute])
    await api.ok('POST', `/v1/invoices/${invoiceId}/dispute`, { body: { reason: 'hours' } });
  const found = async (reason: string) => {
    const query = `sequenceId=${sequenceId}&heldReason=${reason}`;
    const ids = (await api.ok('GET', `/v1/queue?${query}`)).items.map(({ id }: Json) => id);
    expect((await api.ok('GET', `/v1/queue/counts?${query}`)).total).toBe(ids.length);
    expect((await api.ok('GET', `/v1/queue/next?${query}`)).row?.id).toBe(ids[0]);
    return ids;
  };
  expect(await found('customer_hold')).toEqual([byHold.executionId]);
  expect(await found('all_disputed')).toEqual([byDispute.executionId]);
  expect(await found('sequence_paused')).toEqual([]);
  expect(free.executionId).toBeDefined();
});

test('Q1: search: part of the name or number of the customer, in any case', async () => {
  const { sequenceId } = await api.sequence({ steps: [call] });
  const [north, south] = [
    await api.row({ sequenceId, name: 'Åsa North 50%' }),
    await api.row({ sequenceId, name: 'South' }),
  ];
  await api.ok('PATCH', `/v1/customers/${south.customerId}`, { body: { externalId: 'K-North-7' } });
  const found = async (query: string, as?: string) =>
    (
      await api.ok('GET', `/v1/queue?sequenceId=${sequenceId}&${query}`, as === undefined ? {} : { key: as })
    ).items.map(({ id }: Json) => id);
  expect(await found('search=åsa')).toEqual([north.executionId]);
  expect(await found('search=NORTH')).toEqual([north.executionId, south.executionId]);
  expect(await found('search=0%25')).toEqual([north.executionId]);
  expect(await found('search=_')).toEqual([]);
  await api.hide(north.customerId);
  const { key } = await api.user('manager');
  expect(await found('search=north', key)).toEqual([south.executionId]);
  // An act is followed by the next row under the filters of the call.
  const acted = await api.ok('POST', `/v1/queue/${north.executionId}/complete?search=north`, {
    body: { outcome: 'done' },
  });
  expect(acted.next).toMatchObject({ id: south.executionId });
});
