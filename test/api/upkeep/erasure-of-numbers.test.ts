import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SmsWorld } from '../../support/worlds/sms-world.ts';

const api = new SmsWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

test('U5, M7: a national number that somebody had before is forgotten as sms went to it, and stays suppressed', async () => {
  const row = await api.smsRow({ phone: '0151 1234 9999' });
  await api.send(row);
  const address = '+4915112349999';
  expect((await api.message(row)).recipients).toMatchObject([{ address }]);
  await api.ok('POST', '/v1/suppressions', { body: { channel: 'sms', address, reason: 'manual' } });
  await api.ok('PATCH', `/v1/contacts/${row.contactId}`, { body: { phone: '0151 7654 3210' } });
  await api.ok('POST', `/v1/contacts/${row.contactId}/erasures`, { body: { dryRun: false } });
  expect((await api.message(row)).recipients).toMatchObject([{ address: '[erased]' }]);
  expect(
    await api.db.suppression.findMany({
      where: { channel: 'sms' },
      select: { address: true },
      orderBy: { id: 'asc' },
    }),
  ).toEqual([{ address: '[erased]' }]);
  const next = await api.smsRow({ phone: address });
  await api.send(next);
  expect(await api.standing(next)).toBe('error all_suppressed');
});
