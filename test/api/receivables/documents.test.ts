import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Json } from '../../support/servers/api-fixture.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';
import { onDay } from '../../support/rows/fixtures.ts';

// Stands alone: it sends tens of megabytes at once, for which a process with many files has little room.

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

let n = 0;
const externalId = () => `D-${(n += 1)}`;
const put = (customerId: string, record: object) =>
  api.call('PUT', `/v1/customers/${customerId}/related-records`, { body: record });
const document = async (customerId: string, more: object = {}): Promise<Json> =>
  (await put(customerId, { kind: 'document', externalId: externalId(), ...more })).body;
const fieldsOf = ({ body }: { body: Json }) => body.errors.map(({ field }: Json) => field);

test('C16: a document has an https link, shown on the customer and beside a row of the queue', async () => {
  const row = await api.row({ steps: [{ type: 'call', timing: onDay(0, '08:00') }] });
  const url = 'https://files.example.com/contract.pdf';
  const made = await document(row.customerId, { url });
  expect(made.url).toBe(url);
  const { documents } = await api.ok('GET', `/v1/queue/${row.executionId}`);
  expect(documents).toMatchObject([{ id: made.id, externalId: made.externalId, url, file: null }]);
  for (const bad of ['http://files.example.com/a', 'javascript:alert(1)', 'https://a b'])
    expect(fieldsOf(await put(row.customerId, { kind: 'document', externalId: 'X', url: bad }))).toEqual([
      'url',
    ]);
  expect(fieldsOf(await put(row.customerId, { kind: 'card', externalId: 'X', url }))).toEqual(['url']);
  const cleared = await put(row.customerId, { kind: 'document', externalId: made.externalId, url: null });
  expect(cleared.body.url).toBeNull();
});

test('C16: a stored file is opened by whoever sees the customer, always as a download', async () => {
  const { customerId } = await api.payer();
  const { id } = await document(customerId);
  const bytes = Buffer.from('<script>alert(1)</script>');
  const body = { name: 'Vertrag "ä".html', contentType: 'text/html', content: bytes.toString('base64') };
  const saved = await api.call('PUT', `/v1/related-records/${id}/file`, { body });
  expect([saved.status, saved.body.file]).toEqual([
    200,
    {
      name: body.name,
      contentType: 'text/html',
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      storedAt: expect.any(String),
    },
  ]);
  const agent = await api.user('agent');
  const get = (key: string) =>
    fetch(`${api.url}/v1/related-records/${id}/file`, { headers: { authorization: `Bearer ${key}` } });
  const got = await get(agent.key);
  expect(Buffer.from(await got.arrayBuffer())).toEqual(bytes);
  expect(got.headers.get('content-disposition')).toMatch(/^attachment; filename=/);
  expect(got.headers.get('x-content-type-options')).toBe('nosniff');
  expect(got.headers.get('content-security-policy')).toContain('sandbox');
  const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: `Group ${id}` } });
  await api.ok('PUT', `/v1/customers/${customerId}/visibility-groups`, { body: { groupIds: [group.id] } });
  expect((await get(agent.key)).status).toBe(404);
  expect((await api.call('PUT', `/v1/related-records/${id}/file`, { body, key: agent.key })).status).toBe(
    404,
  );
});

test('C16: a file up to ten megabytes, of documents only; what is no base64 or no media type is refused', async () => {
  const { customerId } = await api.payer();
  const { id } = await document(customerId);
  const file = (content: string, more: object = {}) => ({
    name: 'a.pdf',
    contentType: 'application/pdf',
    content,
    ...more,
  });
  const save = (body: object, record = id) => api.call('PUT', `/v1/related-records/${record}/file`, { body });
  const limit = 10 * 1024 * 1024;
  expect((await save(file(Buffer.alloc(limit).toString('base64')))).body.file.size).toBe(limit);
  expect(fieldsOf(await save(file(Buffer.alloc(limit + 1).toString('base64'))))).toEqual(['content']);
  expect(fieldsOf(await save(file('no base64!')))).toEqual(['content']);
  expect(fieldsOf(await save(file('AAAA', { contentType: 'text/html\r\nX-A: b' })))).toEqual(['contentType']);
  const card = (await put(customerId, { kind: 'card', externalId: externalId() })).body;
  expect((await save(file('AAAA'), card.id)).status).toBe(409);
});

test('C16: documents, cards, accounts and mandates have events; one found again by its id changes nothing', async () => {
  const { customerId } = await api.payer();
  const event = { kind: 'charged', occurredOn: '2026-02-20', amount: '12.50', externalId: 'E-1' };
  for (const kind of ['document', 'card', 'bank_account', 'e_mandate']) {
    const { id } = (await put(customerId, { kind, externalId: externalId(), currency: 'USD' })).body;
    const add = (body: object) => api.call('POST', `/v1/related-records/${id}/events`, { body });
    expect((await add({ kind: 'opened', occurredOn: '2026-02-21' })).status).toBe(201);
    await add(event);
    const { body } = await add(event);
    expect(body.events).toMatchObject([
      { ...event, amount: '12.50', currency: 'USD' },
      { kind: 'opened', occurredOn: '2026-02-21', amount: null, currency: null },
    ]);
    expect(fieldsOf(await add({ ...event, externalId: 'E-2', amount: '1.005' }))).toEqual(['amount']);
    expect(await api.auditActions(id)).toContain('relatedRecord.updated');
  }
  const { id } = (await put(customerId, { kind: 'subscription', externalId: externalId() })).body;
  expect((await api.call('POST', `/v1/related-records/${id}/events`, { body: event })).status).toBe(409);
});

test('C16: events come in bulk and from a file too, are found again, and are refused where nothing happens', async () => {
  const { customerId } = await api.payer();
  await api.ok('PATCH', `/v1/customers/${customerId}`, { body: { externalId: 'C-17' } });
  const eventsOf = async (id: string): Promise<Json[]> =>
    (await api.ok('GET', `/v1/related-records/${id}`)).events.map((event: Json) =>
      [event.kind, event.occurredOn, event.amount, event.externalId].join(' '),
    );
  const opened = { kind: 'opened', occurredOn: '2026-02-21' };
  const single = { kind: 'document', externalId: 'V-1', events: [opened] };
  const { id } = (await put(customerId, single)).body;
  await put(customerId, single);
  expect(await eventsOf(id)).toEqual(['opened 2026-02-21  ']);
  const sync = (...items: object[]) =>
    api.ok('POST', '/v1/sync/related-records', {
      body: { items: items.map((item) => ({ customerExternalId: 'C-17', ...item })) },
    });
  const card = { kind: 'card', externalId: 'V-2' };
  const charged = { kind: 'charged', occurredOn: '2026-02-22', amount: '12.50', externalId: 'E-1' };
  const outcomes = async (...items: object[]) =>
    (await sync(...items)).items.map(({ outcome }: Json) => outcome);
  expect(await outcomes({ ...card, events: [charged, opened] }, single)).toEqual(['created', 'skipped']);
  expect(await outcomes({ ...card, events: [{ ...charged, amount: '99.00' }] })).toEqual(['skipped']);
  expect(await outcomes(card)).toEqual(['skipped']);
  const bad = await sync(
    { kind: 'subscription', externalId: 'V-3', events: [opened] },
    { ...card, events: [{ ...charged, externalId: 'E-9', amount: '1.005' }] },
  );
  expect(bad.items.map(({ outcome, errors }: Json) => [outcome, errors[0].field])).toEqual([
    ['failed', 'events'],
    ['failed', 'events'],
  ]);
  const csv = [
    'kind,external_id,customer_external_id,events',
    'card,V-2,C-17,"charged:2026-02-22:12.50:E-1|blocked:2026-02-24|refunded:2026-02-25:3.10"',
    'document,V-1,C-17,opened:2026-02-21',
    'document,V-4,C-17,opened:yesterday',
  ].join('\n');
  const imported = await runImport(api, 'related_records', csv);
  expect(imported.counts).toEqual([0, 1, 1, 1]);
  expect(imported.errors[0]).toContain('events');
  const again = await runImport(api, 'related_records', csv.replace(/\n[^\n]*yesterday/, ''));
  expect(again.counts).toEqual([0, 0, 2, 0]);
  const { items } = await api.ok('GET', `/v1/customers/${customerId}/related-records?kind=card`);
  expect(await eventsOf(items[0].id)).toEqual([
    'opened 2026-02-21  ',
    'charged 2026-02-22 12.50 E-1',
    'blocked 2026-02-24  ',
    'refunded 2026-02-25 3.10 ',
  ]);
});

test('U5: a file is deleted with its bytes; one that names a forgotten person goes with them, others are told', async () => {
  const { customerId, contactId } = await api.payer();
  const person = { name: 'Jörg Müller', email: 'joerg@forget-files.example' };
  await api.ok('PATCH', `/v1/contacts/${contactId}`, { body: person });
  const file = async (name: string, contentType: string, text: string): Promise<string> => {
    const { id } = await document(customerId);
    const body = { name, contentType, content: Buffer.from(text).toString('base64') };
    await api.ok('PUT', `/v1/related-records/${id}/file`, { body });
    return id;
  };
  const named = await file('Contract of Jörg Müller.pdf', 'application/pdf', '%PDF');
  const written = await file('letter.txt', 'text/plain', 'Dear Jörg Müller,\0 joerg@forget-files.example');
  const packed = await file('scan.pdf', 'application/pdf', '%PDF packed');
  const other = await file('terms.html', 'text/html', '<p>Our terms</p>');
  const agent = await api.user('agent');
  const path = (id: string) => `/v1/related-records/${id}/file`;
  await api.hide(customerId);
  expect((await api.call('DELETE', path(other), { key: agent.key })).status).toBe(404);
  const body = { dryRun: true };
  const counts = { filesDeleted: 2, filesToLookAt: 2 };
  const tried = await api.ok('POST', `/v1/contacts/${contactId}/erasures`, { body });
  expect(tried.counts).toMatchObject(counts);
  expect(await api.db.documentFile.count({ where: { record: { customerId } } })).toBe(4);
  const erased = await api.ok('POST', `/v1/contacts/${contactId}/erasures`, { body: { dryRun: false } });
  expect(erased.counts).toMatchObject(counts);
  const left = await api.db.documentFile.findMany({
    where: { record: { customerId } },
    orderBy: { relatedRecordId: 'asc' },
  });
  expect(left.map((row) => row.relatedRecordId).sort()).toEqual([packed, other].sort());
  for (const id of [named, written]) expect((await api.call('GET', path(id))).status).toBe(404);
  const gone = await api.call('DELETE', path(packed));
  expect([gone.status, gone.body.file]).toEqual([200, null]);
  expect((await api.call('DELETE', path(packed))).status).toBe(404);
  expect(await api.db.documentFile.count({ where: { relatedRecordId: packed } })).toBe(0);
});

test('C16: a transaction names its card or account: single, bulk and from a file', async () => {
  const { customerId } = await api.payer();
  await api.ok('PATCH', `/v1/customers/${customerId}`, { body: { externalId: 'C-16' } });
  const of = { kind: 'card', externalId: 'CARD-9' };
  const single = await put(customerId, { kind: 'transaction', externalId: 'T-1', of });
  expect(single.body.of).toEqual(of);
  expect(fieldsOf(await put(customerId, { kind: 'document', externalId: 'T-2', of }))).toEqual(['of']);
  const items = [{ customerExternalId: 'C-16', kind: 'transaction', externalId: 'T-3', of }];
  const synced = await api.ok('POST', '/v1/sync/related-records', { body: { items } });
  expect(synced.items).toMatchObject([{ outcome: 'created' }]);
  const csv = [
    'kind,external_id,customer_external_id,url,of_kind,of_external_id',
    'transaction,T-4,C-16,,bank_account,ACC-1',
    'document,T-5,C-16,https://files.example.com/5,,',
    'document,T-6,C-16,ftp://files.example.com/6,card,CARD-9',
    'transaction,T-1,C-16,,,',
  ].join('\n');
  const imported = await runImport(api, 'related_records', csv);
  expect([imported.counts, imported.errors]).toEqual([[3, 1, 0, 0], []]);
  expect(imported.warnings.map((warning) => warning.split(' ').slice(0, 2).join(' '))).toEqual([
    '4 of_kind',
    '4 url',
  ]);
  const { items: stored } = await api.ok('GET', `/v1/customers/${customerId}/related-records`);
  const byId = new Map(stored.map((record: Json) => [record.externalId, [record.url, record.of]]));
  expect(Object.fromEntries(byId)).toEqual({
    'T-1': [null, null],
    'T-3': [null, of],
    'T-4': [null, { kind: 'bank_account', externalId: 'ACC-1' }],
    'T-5': ['https://files.example.com/5', null],
    'T-6': [null, null],
  });
});
