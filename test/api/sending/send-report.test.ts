import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { onDay } from '../../support/rows/fixtures.ts';
import { type Json } from '../../support/servers/api-fixture.ts';
import { limitedUntil, LimitWorld } from '../../support/worlds/limit-world.ts';
import type { Row } from '../../support/worlds/queue-world.ts';

const api = new LimitWorld();
beforeAll(async () => {
  await api.open();
  await api.beginWeek();
});
afterAll(() => api.close());

const report = (query: string, key?: string): Promise<Json> =>
  api.ok('GET', `/v1/send-report?${query}`, key === undefined ? {} : { key });
/** The messages that a figure of a row opens into. */
const opened = async (row: Json, more: string, key?: string): Promise<number> => {
  const query = `${new URLSearchParams(row.filter).toString()}&${more}&limit=200`;
  return (await api.ok('GET', `/v1/messages?${query}`, key === undefined ? {} : { key })).items.length;
};
const due = (): Promise<Row> => api.row({ steps: [{ timing: onDay(0, '08:00') }, { timing: onDay(30) }] });

test('D1: messages are counted on the day of the organisation on which they were handed over, and each figure opens its rows', async () => {
  await api.ok('PATCH', '/v1/organisation', { body: { zone: 'America/New_York' } });
  const rows = [await due(), await due(), await due(), await due()];
  const first = rows[0]!;
  await api.sent(first);
  await api.uncertain(rows[1]!);
  // 03:30 in UTC is still the day before in New York.
  api.now += 18.5 * 3_600_000;
  await api.sent(rows[2]!);
  api.now += 6 * 3_600_000;
  const late = await api.sent(rows[3]!);
  await api.ok('POST', `/v1/messages/${late.mail.messageId}/events`, { body: { kind: 'bounce' } });
  const day = (offset: number) => new Date(api.now + offset * 86_400_000).toISOString().slice(0, 10);
  const { items, totals } = await report(`from=${day(-2)}&to=${day(0)}`);
  expect(items.map(({ sent, uncertain, bounced }: Json) => [sent, uncertain, bounced])).toEqual([
    [0, 0, 0],
    [2, 1, 0],
    [1, 0, 1],
  ]);
  expect(totals).toEqual({
    claimed: 0,
    handed_over: 0,
    sent: 3,
    refused: 0,
    uncertain: 1,
    cancelled: 0,
    bounced: 1,
  });
  for (const row of items)
    expect([
      row.key,
      await opened(row, 'status=sent'),
      await opened(row, 'status=uncertain'),
      await opened(row, 'bounced=true'),
    ]).toEqual([row.key, row.sent, row.uncertain, row.bounced]);

  for (const groupBy of ['source', 'channel', 'mailbox', 'week', 'month']) {
    const grouped = await report(`from=${day(-2)}&to=${day(0)}&groupBy=${groupBy}`);
    expect([groupBy, grouped.totals]).toEqual([groupBy, totals]);
    for (const row of grouped.items)
      expect([groupBy, row.key, await opened(row, 'status=sent')]).toEqual([groupBy, row.key, row.sent]);
  }
  const ofOne = await report(`from=${day(-2)}&to=${day(0)}&sequenceId=${first.sequenceId}`);
  expect(ofOne.totals.sent).toBe(1);
  const program = 'prg_01h455vb4pex5vsknk084sn02q';
  expect((await report(`from=${day(-2)}&to=${day(0)}&programId=${program}`)).totals.sent).toBe(0);

  await api.hide(first.customerId);
  const { key } = await api.user('viewer');
  const shown = await report(`from=${day(-2)}&to=${day(0)}`, key);
  expect(shown.totals).toMatchObject({ sent: 2, uncertain: 1 });
  expect(await opened(shown.items[1], 'status=sent', key)).toBe(1);
  await api.ok('PATCH', '/v1/organisation', { body: { zone: 'UTC' } });
});

test('a report of more days than one reply tells, or backwards, is refused', async () => {
  const field = async (path: string) =>
    (await api.call('GET', path)).body.errors.map(({ field: one }: Json) => one);
  expect(await field('/v1/send-report?from=2020-01-01&to=2029-01-01')).toEqual(['query.groupBy']);
  expect(await field('/v1/send-report?from=2029-01-02&to=2029-01-01&groupBy=x')).toEqual([
    'query.groupBy',
    'query.to',
  ]);
  expect(await field('/v1/messages?from=2029-01-02&to=2029-01-01&bounced=x')).toEqual([
    'query.bounced',
    'query.to',
  ]);
});

test('M1, S14: how much of its day a mailbox has used is counted from what left, with a cap or without, and what waits for it', async () => {
  await api.beginWeek();
  const use = async (): Promise<Json> =>
    (await api.ok('GET', '/v1/mailbox-use')).items.find(
      ({ mailboxId }: Json) => mailboxId === api.world.mailboxId,
    );
  const day = new Date(api.now).toISOString().slice(0, 10);
  const rows = await api.crowd(4, await api.sequenceWith());
  expect(await use()).toMatchObject({ day, zone: 'UTC', dailyCap: null, used: 0, waiting: 0 });
  await api.trying(rows.slice(0, 2));
  expect(await use()).toMatchObject({ used: 2, waiting: 0 });
  await api.setMailbox({ dailyCap: 2 });
  expect(await api.trying(rows.slice(2))).toEqual([
    limitedUntil(api.on(1, '00:00')),
    limitedUntil(api.on(1, '00:00')),
  ]);
  expect(await use()).toMatchObject({ dailyCap: 2, used: 2, waiting: 2 });
  // Where the mailbox is, the next day has begun.
  await api.setMailbox({ zone: 'Pacific/Kiritimati' });
  api.now = api.on(0, '11:00');
  expect(await use()).toMatchObject({
    day: new Date(api.on(1, '00:00')).toISOString().slice(0, 10),
    used: 0,
  });
  await api.setMailbox({ zone: 'UTC' });
  await api.setMailbox({ dailyCap: null });
  const [only] = (await api.ok('GET', '/v1/mailbox-use?limit=1')).items;
  expect(only.mailboxId).toMatch(/^mbx_/);
});
