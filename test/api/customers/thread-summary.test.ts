import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const HOUR_MS = 3_600_000;

test('C5: the summary stands in the thread, by the moment it was worked out', async () => {
  const start = api.now;
  const { id } = await api.customer();
  await api.invoice(id);
  const thread = async (query = ''): Promise<Json> =>
    api.ok('GET', `/v1/customers/${id}/communications?${query}`);
  const call = (hours: number) =>
    api.ok('POST', `/v1/customers/${id}/communications`, {
      body: {
        kind: 'call',
        direction: 'outbound',
        subject: `${hours}`,
        occurredAt: new Date(start + hours * HOUR_MS).toISOString(),
      },
    });
  api.now = start + 9 * HOUR_MS;
  await call(1);
  await call(8);
  api.now = start + 5 * HOUR_MS;
  await api.ok('POST', `/v1/customers/${id}/insights/refresh`);
  const at = new Date(api.now).toISOString();
  const subjects = (page: Json) => page.items.map((entry: Json) => entry.subject);
  expect(subjects(await thread())).toEqual(['8', 'Summary', '1']);
  expect(subjects(await thread('order=oldest'))).toEqual(['1', 'Summary', '8']);
  expect((await thread('kind=summary')).items).toMatchObject([
    {
      kind: 'summary',
      direction: 'internal',
      occurredAt: at,
      content: expect.stringMatching(/^Owes 100\.00 EUR/),
    },
  ]);
  expect(subjects(await thread('kind=call'))).toEqual(['8', '1']);
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Json = await thread(`limit=1${cursor && `&cursor=${cursor}`}`);
    seen.push(...subjects(page));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(['8', 'Summary', '1']);
  const { items } = await api.ok('GET', '/v1/customer-table');
  expect(items[0].lastContactAt).toBe(new Date(start + 8 * HOUR_MS).toISOString());
  api.now = start;
});
