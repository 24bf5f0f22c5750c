import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { caseFile } from '../../support/worlds/case-files.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const send = async (name: string, headers: Record<string, string>, query = '') =>
  api.call('POST', `/v1/imports?kind=customers${query}`, { raw: await caseFile(name), headers });

/** A browser form as `fetch` writes it. */
async function sendForm(path: string, parts: readonly [name: string, value: string | Blob][]) {
  const form = new FormData();
  for (const [name, value] of parts) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, 'people.csv');
  }
  const request = new Request('http://form.example', { method: 'POST', body: form });
  return api.call('POST', path, {
    raw: Buffer.from(await request.arrayBuffer()),
    headers: { 'Content-Type': request.headers.get('content-type') ?? '' },
  });
}
const blob = (text: string) => new Blob([text], { type: 'text/csv' });

describe('C17: content types of an upload', () => {
  test('33: any CSV-like type is taken; the first creates the customer, the others skip it', async () => {
    const types =
      'application/vnd.ms-excel|text/plain|text/plain; charset=utf-8|application/csv|text/x-csv|application/octet-stream|text/comma-separated-values|text/tab-separated-values'.split(
        '|',
      );
    for (const [index, type] of types.entries()) {
      const { status, body } = await send('33-any.csv', { 'Content-Type': type });
      expect([type, status, body.created, body.skipped]).toEqual([
        type,
        201,
        index === 0 ? 1 : 0,
        index === 0 ? 0 : 1,
      ]);
    }
    expect((await send('33-any.csv', { 'Content-Type': 'application/json' })).status).toBe(415);
    expect((await send('33-any.csv', { 'Content-Type': 'text/csv; charset=klingon' })).status).toBe(415);
  });

  test('a workbook that was sent by mistake is told as what it is', async () => {
    for (const start of ['PK\u0003\u0004', '\xd0\xcf\x11\xe0']) {
      const raw = Buffer.from(`${start}rest`, 'latin1');
      const headers = { 'Content-Type': 'application/vnd.ms-excel' };
      const answer = await api.call('POST', '/v1/imports?kind=customers', { raw, headers });
      expect([answer.status, answer.body.detail]).toEqual([415, expect.stringContaining('workbook')]);
    }
  });

  test('a browser form: the file, and options as fields, also behind it', async () => {
    const taken = await sendForm('/v1/imports', [
      ['file', blob('external_id;name\nF-1;Form One\n')],
      ['kind', 'customers'],
      ['delimiter', 'semicolon'],
    ]);
    expect([taken.status, taken.body.created]).toEqual([201, 1]);
    const preview = await sendForm('/v1/imports/previews?kind=customers', [
      ['file', blob('external_id,name\nF-2,Two\n')],
    ]);
    expect([preview.status, preview.body.headerLine]).toEqual([200, 1]);
  });

  test('a form without a file, with two, or that contradicts the query is refused', async () => {
    const none = await sendForm('/v1/imports?kind=customers', [['note', 'x']]);
    expect([none.status, none.body.errors[0].field]).toEqual([422, 'form']);
    const two = await sendForm('/v1/imports?kind=customers', [
      ['file', blob('a\n')],
      ['file', blob('b\n')],
    ]);
    expect(two.status).toBe(422);
    const torn = await sendForm('/v1/imports?kind=customers', [
      ['file', blob('external_id,name\n')],
      ['kind', 'invoices'],
    ]);
    expect(torn.body.errors).toEqual([
      { field: 'query.kind', message: 'stands in the form too, with another value' },
    ]);
    const cut = await api.call('POST', '/v1/imports?kind=customers', {
      raw: '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nexternal_id',
      headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
    });
    expect(cut.status).toBe(400);
  });
});

describe('O8: Idempotency-Key on uploads', () => {
  const key = { 'Idempotency-Key': 'k-29', 'Content-Type': 'text/csv' };
  const imports = async (): Promise<Json[]> => (await api.ok('GET', '/v1/imports?limit=100')).items;

  test('29: the same import twice is one; the key with other bytes is refused', async () => {
    const before = (await imports()).length;
    const first = await send('29-any.csv', key);
    expect([first.status, first.body.created]).toEqual([201, 1]);
    const second = await send('29-any.csv', key);
    expect([second.status, second.body]).toEqual([201, first.body]);
    expect(await imports()).toHaveLength(before + 1);
    expect((await send('33-any.csv', key)).status).toBe(409);
    // Same bytes, other options: another request too.
    expect((await send('29-any.csv', key, '&dryRun=true')).status).toBe(409);
    expect(await imports()).toHaveLength(before + 1);
  });

  test('29: while the first runs the second waits outside; one that was interrupted is done anew', async () => {
    const headers = { ...key, 'Idempotency-Key': 'k-29b' };
    const { body } = await send('29-any.csv', headers);
    const set = (status: string) =>
      api.database.db.import.update({ where: { id: body.id }, data: { status } });
    await set('running');
    expect((await send('29-any.csv', headers)).body.type).toMatch(/idempotency_running$/);
    await set('failed');
    const again = await send('29-any.csv', headers);
    expect([again.status, again.body.skipped, again.body.id === body.id]).toEqual([201, 1, false]);
    expect((await send('29-any.csv', headers)).body.id).toBe(again.body.id);
  });

  test('29: a file that was refused keeps no key: corrected, it is taken with the same one', async () => {
    const headers = { ...key, 'Idempotency-Key': 'k-29c' };
    const refused = await api.call('POST', '/v1/imports?kind=customers', { raw: 'who\nX\n', headers });
    expect(refused.status).toBe(422);
    expect((await send('29-any.csv', headers)).status).toBe(201);
  });
});
