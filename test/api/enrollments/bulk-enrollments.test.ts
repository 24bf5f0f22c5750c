import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { matchBulkRows } from '../../../infra/db/enrollments/match-bulk-rows.ts';
import { ApiFixture, type Answer, type Json } from '../../support/servers/api-fixture.ts';
import { caseFile, importCase } from '../../support/worlds/case-files.ts';

const api = new ApiFixture();
let sequenceId = '';
beforeAll(async () => {
  await api.open();
  const mailbox = await api.ok('POST', '/v1/mailboxes', {
    body: {
      name: 'AR',
      fromAddress: 'ar@example.com',
      fromName: 'AR',
      zone: 'UTC',
      smtp: { host: 'localhost', port: 25, security: 'none' },
    },
  });
  await api.ok('POST', `/v1/mailboxes/${mailbox.id}/verify`);
  const sequence = await api.ok('POST', '/v1/sequences', {
    body: { name: 'Chase', zone: 'UTC', mailboxId: mailbox.id, primaryUserId: api.adminId },
  });
  sequenceId = sequence.id;
  const step = { type: 'call', label: 'Call', timing: { kind: 'offset', days: 0 } };
  await api.ok('POST', `/v1/sequences/${sequenceId}/steps`, { body: step });
});
afterAll(() => api.close());

const send = (csv: string | Buffer, query = '', headers = {}): Promise<Answer> =>
  api.call('POST', `/v1/sequences/${sequenceId}/bulk-enrollments${query}`, {
    raw: csv,
    headers: { 'Content-Type': 'text/csv', ...headers },
  });

test('S9: only an active sequence takes a file, answered 202 with the progress and rows by line', async () => {
  expect((await send('C-1\n')).status).toBe(409);
  await api.ok('POST', `/v1/sequences/${sequenceId}/activate`, { body: {} });
  const answer = await send('external_id\nC-1\n"Müller, Söhne"\n\n');
  expect(answer.status).toBe(202);
  expect(answer.body).toMatchObject({ sequenceId, status: 'running', total: 2, pending: 2, startDate: null });
  expect(api.lifecycle.started).toContain(`bulk ${answer.body.id}`);
  expect(await api.ok('GET', `/v1/bulk-enrollments/${answer.body.id}`)).toEqual(answer.body);
  const rows = await api.ok('GET', `/v1/bulk-enrollments/${answer.body.id}/rows?outcome=pending&limit=1`);
  expect(rows.items).toMatchObject([{ line: 2, value: 'C-1', outcome: null }]);
  const next = await api.ok(
    'GET',
    `/v1/bulk-enrollments/${answer.body.id}/rows?limit=1&cursor=${rows.nextCursor}`,
  );
  expect(next.items).toMatchObject([{ line: 3, value: 'Müller, Söhne' }]);
  await api.ok('POST', `/v1/sequences/${sequenceId}/pause`, { body: {} });
  expect((await send('C-1\n')).status).toBe(409);
  await api.ok('POST', `/v1/sequences/${sequenceId}/resume`, { body: {} });
});

test('O8: the same key and file replay the reply, another file of the same length is a mismatch', async () => {
  const headers = { 'Idempotency-Key': 'bulk-1' };
  const first = await send('C-1\n', '', headers);
  expect((await send('C-1\n', '', headers)).body).toEqual(first.body);
  const other = await send('C-2\n', '', headers);
  expect([other.status, other.body.type]).toEqual([409, 'urn:followthrough:problem:idempotency_mismatch']);
});

test('S9: a past start date, a broken file or another column is refused with its place, nothing is kept', async () => {
  const count = await api.database.db.bulkEnrollment.count();
  const place = async (answer: Promise<Answer>) => {
    const { status, body } = await answer;
    return [status, body.errors[0].field];
  };
  expect(await place(send('C-1\n', '?startDate=2026-03-01'))).toEqual([422, 'query.startDate']);
  expect(await place(send('C-1\n', '?column=nope'))).toEqual([422, 'query.column']);
  expect(await place(send(Buffer.from('C-1\nM\xfcller\n', 'latin1')))).toEqual([422, 'line 2']);
  expect(await place(send(''))).toEqual([422, 'line 1']);
  expect(await api.database.db.bulkEnrollment.count()).toBe(count);
});

test('U3: another user without admin rights finds neither the progress nor the rows', async () => {
  const { body } = await send('C-1\n');
  const { key } = await api.user('manager');
  for (const path of ['', '/rows']) {
    expect((await api.call('GET', `/v1/bulk-enrollments/${body.id}${path}`, { key })).status).toBe(404);
  }
});

/** Rows of a bulk enrollment after they were matched: line and customer, or why there is none. */
async function matched(bulkId: string): Promise<[number, string | null][]> {
  await matchBulkRows(api.database.db, { bulkId, purpose: 'outreach' });
  const { items } = await api.ok('GET', `/v1/bulk-enrollments/${bulkId}/rows`);
  const ids = items.flatMap((row: Json) => row.customerId ?? []);
  const customers = await api.database.db.customer.findMany({
    where: { id: { in: ids } },
    orderBy: { id: 'asc' },
  });
  const externalIds = new Map(customers.map(({ id, externalId }) => [id, externalId]));
  return items.map((row: Json) => [row.line, externalIds.get(row.customerId) ?? row.reason]);
}

test('S9, case 19: names are found however their letters are written', async () => {
  await importCase(api, 'customers', { name: '19-customers.csv' });
  const { body } = await send(await caseFile('19-bulk.csv'));
  expect(await matched(body.id)).toEqual([
    [2, 'A191'],
    [3, 'A192'],
    [4, 'A193'],
    [5, 'A194'],
    [6, 'A195'],
  ]);
});

test('S9: a name that is exactly one customer is that one, also where others are alike', async () => {
  await api.customer({ name: 'Maßwerk KG', externalId: 'FOLD-1' });
  await api.customer({ name: 'Masswerk KG', externalId: 'FOLD-2' });
  const { body } = await send('name\nmaßwerk kg\nMASSWERK KG\nＭＡＳＳＷＥＲＫ KG\n');
  expect(await matched(body.id)).toEqual([
    [2, 'FOLD-1'],
    [3, 'FOLD-2'],
    [4, 'ambiguous: 2 customers have this name'],
  ]);
});

test('S9: start dates are read from the column that is called so; of two none is guessed', async () => {
  const { body } = await send('\ufeffsep=;\ncustomer;Start Date\nA191;2026-03-09\nA192;\n');
  const { items } = await api.ok('GET', `/v1/bulk-enrollments/${body.id}/rows`);
  expect(items.map((row: Json) => [row.line, row.value, row.startDate])).toEqual([
    [3, 'A191', '2026-03-09'],
    [4, 'A192', null],
  ]);
  const two = await send('customer,start,begin\nA191,2026-03-09,2026-03-10\n');
  expect([two.status, two.body.errors[0].field]).toEqual([422, 'query.startDateColumn']);
});
