import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { operations } from '../../contracts/operations.ts';
import { routes } from '../../api/routes/index.ts';
import { createMigratedCheck } from '../../infra/db/migrated.ts';
import { ApiFixture, type Json } from '../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open({ jsonLimitBytes: 10_000, csvLimitBytes: 10_000 }));
afterAll(() => api.close());

const fieldsOf = (body: Json): string[] => body.errors.map((error: Json) => error.field).sort();

test('O2: every operation has exactly one route, and ids and paths are unique', () => {
  const routed = routes.map((route) => route.operation.id);
  expect([...routed].sort()).toEqual(operations.map((each) => each.id).sort());
  expect(new Set(routed).size).toBe(routed.length);
  const paths = operations.map((each) => `${each.method} ${each.path}`);
  expect(new Set(paths).size).toBe(paths.length);
});

test('O2: one answer lists every invalid field of the path and of the body', async () => {
  const body = {
    name: 'x'.repeat(500),
    zone: 'Mars/Base',
    locale: 'not a locale',
    score: 1.5,
    status: 'asleep',
    nonsense: true,
    properties: { 'a\nb': 'x' },
  };
  const answer = await api.call('PATCH', '/v1/customers/inv_01h455vb4pex5vsknk084sn02q', { body });
  expect(answer.status).toBe(422);
  expect(fieldsOf(answer.body)).toEqual(
    ['locale', 'name', 'nonsense', 'path.customerId', 'properties.a\nb', 'score', 'status', 'zone'].sort(),
  );
  expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'));
});

test('O2: an id of another type is refused, with the prefix that was expected', async () => {
  const answer = await api.call('GET', '/v1/customers/con_01h455vb4pex5vsknk084sn02q');
  expect(answer.status).toBe(422);
  expect(answer.body.errors).toEqual([
    { field: 'path.customerId', message: expect.stringContaining('cus_') },
  ]);
});

test('O2: missing members and a missing body are named', async () => {
  const answer = await api.call('POST', '/v1/customers', { body: {} });
  expect(answer.body.errors).toEqual([
    { field: 'name', message: 'is required' },
    { field: 'currency', message: 'is required' },
  ]);
  const none = await api.call('POST', '/v1/customers');
  expect(none.status).toBe(422);
  expect(none.body.errors).toEqual([{ field: 'body', message: 'is required' }]);
});

test('O2: what is no instant, day or amount is refused with an example of one', async () => {
  const customerId = 'cus_01h455vb4pex5vsknk084sn02q';
  const hold = { scope: 'customer', customerId, kind: 'manual', expiresAt: 'tomorrow' };
  const promise = { promisedOn: 'Monday', amount: 5, invoiceIds: ['inv_01h455vb4pex5vsknk084sn02q'] };
  const answers = [
    await api.call('POST', '/v1/holds', { body: hold }),
    await api.call('POST', `/v1/customers/${customerId}/promises`, { body: promise }),
  ];
  expect(answers.flatMap(({ body }) => body.errors)).toEqual(
    expect.arrayContaining([
      { field: 'expiresAt', message: 'must be an instant like 2026-11-30T08:00:00Z' },
      { field: 'promisedOn', message: 'must be a day like 2026-11-30' },
      { field: 'amount', message: 'must be a decimal string like "1250.00"' },
    ]),
  );
});

test('O2: unknown and invalid query members are refused', async () => {
  const answer = await api.call('GET', '/v1/customers?limit=0&colour=red&cursor=%20&status=open');
  expect(answer.status).toBe(422);
  expect(fieldsOf(answer.body)).toEqual(['query.colour', 'query.cursor', 'query.limit', 'query.status']);
  const foreign = await api.call('GET', '/v1/customers?cursor=WyJ4Il0');
  expect(foreign.body.errors).toEqual([{ field: 'query.cursor', message: expect.any(String) }]);
});

test('O2: broken JSON is 400, a large body 413, another media type 415, each as a problem', async () => {
  const raw = async (text: string, headers: Record<string, string> = {}) =>
    (await api.call('POST', '/v1/customers', { raw: text, headers })).status;
  expect(await raw('{"name":')).toBe(400);
  expect(await raw(JSON.stringify({ name: 'x'.repeat(20_000) }))).toBe(413);
  expect(await raw('name=x', { 'Content-Type': 'application/x-www-form-urlencoded' })).toBe(415);
  expect(await raw('{}', { 'Content-Encoding': 'nonsense' })).toBe(415);
});

test('O2: an unknown address is 404, another method 405 with Allow, a broken address 400', async () => {
  expect((await api.call('GET', '/v1/nothing')).body).toMatchObject({
    status: 404,
    type: expect.stringMatching(/not_found$/),
  });
  const wrong = await api.call('DELETE', '/v1/customers');
  expect(wrong.status).toBe(405);
  expect(wrong.headers.get('allow')).toBe('GET, POST');
  expect((await api.call('PATCH', '/v1/queue/counts')).headers.get('allow')).toBe('GET');
  expect((await api.call('GET', '/v1/customers/%zz')).status).toBe(400);
});

test('bad input: text that PostgreSQL cannot store is refused, not a 500', async () => {
  for (const raw of ['{"name":"a\\u0000b","currency":"EUR"}', '{"name":"a\\ud800b","currency":"EUR"}']) {
    const answer = await api.call('POST', '/v1/customers', { raw });
    expect(answer.status).toBe(422);
    expect(fieldsOf(answer.body)).toEqual(['name']);
  }
  const nested = '{"name":"a","currency":"EUR","properties":{"x":"\\ud800"}}';
  expect((await api.call('POST', '/v1/customers', { raw: nested })).status).toBe(422);
  expect((await api.call('GET', '/v1/customers?search=%00')).status).toBe(422);
});

test('bad input: line breaks in names and addresses never reach a mail header', async () => {
  const customer = await api.customer();
  const path = `/v1/customers/${customer.id}/contacts`;
  const bad = { name: 'Jo\r\nBcc: all@example.com', email: 'jo@example.com\r\nBcc: all@example.com' };
  const answer = await api.call('POST', path, { body: bad });
  expect(answer.status).toBe(422);
  expect(fieldsOf(answer.body)).toEqual(['email', 'name']);
  expect((await api.ok('GET', path)).items).toEqual([]);
});

test('O2: a search for wildcards means the characters', async () => {
  await api.customer({ name: '100% Wool_Ltd' });
  const found = async (text: string) =>
    (await api.ok('GET', `/v1/customers?search=${encodeURIComponent(text)}`)).items.length;
  expect(await found('100% wool_')).toBe(1);
  expect(await found('100_ wool')).toBe(0);
  expect(await found('%%')).toBe(0);
});

test('lists: pages by cursor show every row once, also for equal sort keys', async () => {
  for (let n = 0; n < 7; n += 1) await api.customer({ name: `Page ${n % 3}` });
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const from: string = cursor === null ? '' : `&cursor=${cursor}`;
    const page: Json = await api.ok('GET', `/v1/customers?search=page&limit=2${from}`);
    seen.push(...page.items.map((item: Json) => item.id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toHaveLength(7);
  expect(new Set(seen).size).toBe(7);
});

test('O4: health, readiness and metrics answer without a key; readiness names what is down', async () => {
  expect((await api.call('GET', '/healthz', { key: null })).body).toEqual({ status: 'ok' });
  expect((await api.call('GET', '/readyz', { key: null })).status).toBe(200);
  api.deps.health.temporal = () => Promise.reject(new Error('down'));
  const down = await api.call('GET', '/readyz', { key: null });
  api.deps.health.temporal = () => Promise.resolve();
  expect(down.status).toBe(503);
  expect(down.body).toMatchObject({ database: 'ok', temporal: 'unreachable' });
  const metrics = await api.call('GET', '/metrics', { key: null });
  expect(metrics.body).toContain(
    'http_request_duration_seconds_count{operation="listCustomers",status="200"}',
  );
});

test('O4: an API is not ready before the newest migration, and asks no more once it is there', async () => {
  const { health } = api.deps;
  const { db } = api.database;
  const { migrated } = health;
  const name = '99991231000000_newest';
  const shown = async () => {
    const { status, body } = await api.call('GET', '/readyz', { key: null });
    return [status, body.schema];
  };
  health.migrated = createMigratedCheck(db, Promise.resolve(name));
  expect(await shown()).toEqual([503, 'not migrated']);
  await db.$executeRaw`
    INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES (${name}, '', ${name}, now())`;
  expect(await shown()).toEqual([200, 'ok']);
  await db.$executeRaw`DELETE FROM _prisma_migrations WHERE migration_name = ${name}`;
  expect(await shown()).toEqual([200, 'ok']);
  health.migrated = migrated;
});

test('O2: the document, the docs page and its scripts come from this server under a strict policy', async () => {
  const document = await api.call('GET', '/openapi.json', { key: null });
  expect(document.body.openapi).toBe('3.1.0');
  const page = await api.call('GET', '/docs', { key: null });
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  const sources = [...String(page.body).matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(sources.length).toBe(3);
  for (const source of sources) expect((await api.call('GET', source, { key: null })).status).toBe(200);
  const reply = await api.call('GET', '/v1/me');
  expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
  expect(reply.headers.get('cache-control')).toBe('no-store');
});

test('O4: a sane request id is kept, another replaced, and each call is one log line without query or key', async () => {
  const kept = await api.call('GET', '/v1/customers?search=Mustermann', {
    headers: { 'X-Request-Id': 'trace-1.2_3' },
  });
  expect(kept.headers.get('x-request-id')).toBe('trace-1.2_3');
  const replaced = await api.call('GET', '/v1/me', { headers: { 'X-Request-Id': 'x'.repeat(65) } });
  expect(replaced.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  const lines = api.logLines.filter((line) => line.includes('trace-1.2_3'));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('/v1/customers');
  expect(lines[0]).not.toMatch(/Mustermann|Bearer|ft_/);
});

test('O2: a body that is not valid UTF-8 is 400, and nothing of it is stored', async () => {
  const json = (name: Buffer) =>
    Buffer.concat([Buffer.from('{"name":"'), name, Buffer.from('","currency":"EUR","externalId":"utf-8"}')]);
  const broken = [[0xff], [0xc3], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf5, 0x80, 0x80, 0x80]];
  for (const bytes of broken) {
    for (const type of ['application/json', 'application/json; charset=utf-8']) {
      const raw = json(Buffer.from([0x41, ...bytes, 0x42]));
      const answer = await api.call('POST', '/v1/customers', { raw, headers: { 'Content-Type': type } });
      expect([answer.status, answer.body.type]).toEqual([400, 'urn:followthrough:problem:malformed']);
      expect(answer.body.detail).toBe('The body is not valid UTF-8.');
    }
  }
  const good = await api.call('POST', '/v1/customers', { raw: json(Buffer.from('Żółć 💶 \ufeff')) });
  expect([good.status, good.body.name]).toEqual([201, 'Żółć 💶']);
});
