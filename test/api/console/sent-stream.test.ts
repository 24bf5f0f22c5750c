import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createChangeStreams } from '../../../api/change-streams.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { statementsOf } from '../../support/servers/count-statements.ts';
import { ListeningPage } from '../../support/worlds/listening-page.ts';
import { untilSomebodyWaits } from '../../support/servers/until-somebody-waits.ts';
import { ACCEPTED, QueueWorld, type Claimed, type Row } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
let marked = '';
let pages: ListeningPage[] = [];
beforeAll(async () => {
  await api.open();
  api.deps.streams = createChangeStreams(api.deps, { lookEveryMs: null });
  marked = (await api.customer({ name: 'Marked' })).id;
});
afterEach(() => {
  for (const page of pages) page.close();
  pages = [];
});
afterAll(() => api.close());

const listen = async (key = api.adminKey, after?: string): Promise<ListeningPage> => {
  const headers = { Authorization: `Bearer ${key}`, ...(after !== undefined && { 'Last-Event-ID': after }) };
  const page = await new ListeningPage(api, marked).open(headers);
  pages.push(page);
  return page;
};
const due = (): Promise<Row> => api.row({ steps: [{ timing: onDay(0, '08:00') }, { timing: onDay(30) }] });
const sentOn = async (page: ListeningPage): Promise<string[]> =>
  (await page.heard()).flatMap(({ data }) =>
    data.entity === 'message' && data.kind === 'sent' ? [data.id as string] : [],
  );

test('W3: a mail that leaves by itself is told to every page once, and to nobody who may not see its customer', async () => {
  const [row, hidden] = [await due(), await due()];
  await api.hide(hidden.customerId);
  const { key } = await api.user('viewer');
  const [admin, viewer] = [await listen(), await listen(key)];
  const sent: Claimed[] = [await api.sent(row), await api.sent(hidden)];
  const ids = sent.map(({ mail }) => mail.messageId);
  expect((await sentOn(admin)).sort()).toEqual([...ids].sort());
  expect(await sentOn(viewer)).toEqual([ids[0]]);
  expect(await sentOn(admin)).toEqual([]);
});

test('W3: what was sent while a page was away is told when it comes back, and what is uncertain is told as ever', async () => {
  const page = await listen();
  await page.heard();
  const after = page.lastId;
  page.close();
  const { mail } = await api.sent(await due());
  const back = await listen(api.adminKey, after);
  expect(await sentOn(back)).toEqual([mail.messageId]);
  const doubtful = await api.uncertain(await due());
  expect(await sentOn(back)).toEqual([]);
  expect(doubtful.kind).toBe('claimed');
});

test('W3: a send that commits after later changes is not missed, and a look is one statement all the same', async () => {
  const page = await listen();
  const row = await due();
  const claim = await api.handedOver(row);
  let settled = Promise.resolve();
  // Whoever is at work on the customer is waited for.
  await api.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM customer WHERE id = ${row.customerId} FOR UPDATE`;
    settled = api.settle(row, claim, ACCEPTED);
    await untilSomebodyWaits(api.db);
    expect(await sentOn(page)).toEqual([]);
  });
  await settled;
  expect(await sentOn(page)).toEqual([claim.mail.messageId]);
  expect(await statementsOf(() => api.deps.streams!.look())).toHaveLength(1);
});
