import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Answer } from '../../support/servers/api-fixture.ts';

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
