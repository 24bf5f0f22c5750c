import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const MAILBOX = {
  name: 'AR',
  fromAddress: 'ar@example.com',
  fromName: 'Acme',
  zone: 'Europe/Berlin',
  smtp: { host: 'smtp.example.com', port: 587, security: 'starttls', user: 'ar', password: 'p4ss-w0rd!' },
};

test('C6: setting a primary contact clears the other, also when twenty are set at once', async () => {
  const customer = await api.customer();
  const path = `/v1/customers/${customer.id}/contacts`;
  const make = (n: number) => api.ok('POST', path, { body: { name: `Contact ${n}`, isPrimary: true } });
  const contacts: Json[] = [];
  for (let n = 0; n < 5; n += 1) contacts.push(await make(n));
  const primaries = async () => (await api.ok('GET', path)).items.filter((each: Json) => each.isPrimary);
  expect(await primaries()).toMatchObject([{ id: contacts[4].id }]);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      n % 2 === 0
        ? api.call('POST', path, { body: { name: `Race ${n}`, isPrimary: true } })
        : api.call('PATCH', `/v1/contacts/${contacts[n % 5].id}`, { body: { isPrimary: true } }),
    ),
  );
  expect(answers.every((answer) => answer.status < 300)).toBe(true);
  expect(await primaries()).toHaveLength(1);
});

test('C6: an inactive contact is not primary, and a contact keeps a name or an address', async () => {
  const customer = await api.customer();
  const path = `/v1/customers/${customer.id}/contacts`;
  const contact = await api.ok('POST', path, { body: { email: 'a@example.com', isPrimary: true } });
  const inactive = await api.ok('PATCH', `/v1/contacts/${contact.id}`, { body: { isActive: false } });
  expect(inactive).toMatchObject({ isActive: false, isPrimary: false });
  const set = await api.call('PATCH', `/v1/contacts/${contact.id}`, {
    body: { isPrimary: true, email: null },
  });
  expect(set.body.errors.map((error: Json) => error.field)).toEqual(['isPrimary', 'name']);
  expect((await api.call('POST', path, { body: {} })).status).toBe(422);
});

test('C6: edits of a synced contact override what is shown and never the synced values', async () => {
  const customer = await api.customer();
  const contact = await api.ok('POST', `/v1/customers/${customer.id}/contacts`, {
    body: { name: 'Jo', title: 'CFO' },
  });
  const synced = { name: 'Jo', title: 'CFO' };
  await api.database.db.contact.update({ where: { id: contact.id }, data: { source: 'erp', synced } });
  const edited = await api.ok('PATCH', `/v1/contacts/${contact.id}`, { body: { name: 'Joanna' } });
  expect(edited).toMatchObject({ name: 'Joanna', synced, overrides: { name: 'Joanna' } });
  const back = await api.ok('PATCH', `/v1/contacts/${contact.id}`, { body: { name: 'Jo' } });
  expect(back).toMatchObject({ name: 'Jo', synced, overrides: null });
});

test('C1: external ids are unique, owners must be active users, members that are not named stay', async () => {
  const customer = await api.customer({ externalId: 'C-1', properties: { tier: 'gold' } });
  expect(
    (await api.call('POST', '/v1/customers', { body: { name: 'X', currency: 'EUR', externalId: 'C-1' } }))
      .status,
  ).toBe(409);
  const ghost = 'usr_01h455vb4pex5vsknk084sn02q';
  const refused = await api.call('PATCH', `/v1/customers/${customer.id}`, {
    body: { arOwnerId: ghost, salesOwnerId: ghost },
  });
  expect(refused.body.errors.map((error: Json) => error.field)).toEqual(['arOwnerId', 'salesOwnerId']);
  const changed = await api.ok('PATCH', `/v1/customers/${customer.id}`, { body: { status: 'suspended' } });
  expect(changed).toMatchObject({ status: 'suspended', externalId: 'C-1', properties: { tier: 'gold' } });
});

test('U4: every change is in the audit log with who, when, before and after, and in the change feed', async () => {
  const agent = await api.user('agent');
  const customer = await api.customer({ name: 'Before' });
  const path = `/v1/customers/${customer.id}`;
  const headers = { 'X-Request-Id': 'audit-1' };
  await api.ok('PATCH', path, { key: agent.key, body: { name: 'After' }, headers });
  const { items } = await api.ok('GET', `/v1/audit?entity=customer&entityId=${customer.id}&limit=1`);
  expect(items).toMatchObject([
    { action: 'customer.updated', actorId: agent.id, actorName: 'A agent', requestId: 'audit-1' },
  ]);
  expect(items[0].before.name).toBe('Before');
  expect(items[0].after.name).toBe('After');
  const feed = await api.database.db.change.findMany({
    where: { entityId: customer.id },
    orderBy: { seq: 'asc' },
  });
  expect(feed.map((change) => change.kind)).toEqual(['created', 'updated']);
  expect((await api.call('GET', '/v1/audit', { key: agent.key })).status).toBe(403);
});

test('M1: a password is sealed at rest and never returned, logged or audited', async () => {
  const created = await api.ok('POST', '/v1/mailboxes', {
    body: MAILBOX,
    headers: { 'Idempotency-Key': 'mbx' },
  });
  expect(created).toMatchObject({ status: 'unverified', smtp: { user: 'ar', hasPassword: true } });
  const { db } = api.database;
  const everywhere = JSON.stringify([
    created,
    await api.ok('GET', '/v1/mailboxes'),
    await db.mailbox.findMany({ orderBy: { id: 'asc' } }),
    (await db.audit.findMany({ orderBy: { id: 'asc' } })).map(({ before, after }) => ({ before, after })),
    await db.idempotencyKey.findMany({ orderBy: { key: 'asc' } }),
    api.logLines,
  ]);
  expect(everywhere).not.toContain(MAILBOX.smtp.password);
  const row = await db.mailbox.findUniqueOrThrow({ where: { id: created.id } });
  expect(api.deps.secrets.open(row.smtpSecret ?? '')).toBe(MAILBOX.smtp.password);
});

test('M1: verify tries the real server and keeps its words', async () => {
  const [mailbox] = (await api.ok('GET', '/v1/mailboxes')).items;
  const path = `/v1/mailboxes/${mailbox.id}`;
  api.verification = { ok: false, reply: '535 5.7.8 Authentication failed' };
  const failed = await api.ok('POST', `${path}/verify`);
  expect(failed).toMatchObject({
    status: 'failing',
    statusReason: '535 5.7.8 Authentication failed',
    verifiedAt: null,
  });
  api.verification = { ok: true };
  expect(await api.ok('POST', `${path}/verify`)).toMatchObject({ status: 'working', statusReason: null });
  expect(api.verified.at(-1)).toMatchObject({
    host: 'smtp.example.com',
    user: 'ar',
    password: MAILBOX.smtp.password,
  });
});

test('M1: a stored password never goes to another server; a changed server is not verified', async () => {
  const [mailbox] = (await api.ok('GET', '/v1/mailboxes')).items;
  const path = `/v1/mailboxes/${mailbox.id}`;
  const stolen = await api.call('PATCH', path, { body: { smtp: { host: 'evil.example.com' } } });
  expect(stolen.body.errors).toEqual([{ field: 'smtp.password', message: expect.any(String) }]);
  const moved = await api.ok('PATCH', path, { body: { smtp: { host: 'mx.example.com', password: 'new' } } });
  expect(moved).toMatchObject({ status: 'unverified', smtp: { host: 'mx.example.com', port: 587 } });
  expect(await api.ok('PATCH', path, { body: { dailyCap: 10 } })).toMatchObject({
    dailyCap: 10,
    status: 'unverified',
  });
  expect((await api.call('POST', '/v1/mailboxes', { body: { ...MAILBOX, name: ' ar ' } })).status).toBe(409);
});

test('D3: suppressing an address stops what was rendered for the customers owning it, in any case', async () => {
  const customer = await api.customer();
  const enrollmentId = await api.enrollment(customer.id);
  await api.ok('POST', `/v1/customers/${customer.id}/contacts`, { body: { email: 'Jo@Example.com' } });
  const version = async () =>
    (await api.database.db.customer.findUniqueOrThrow({ where: { id: customer.id } })).arVersion;
  const before = await version();
  api.lifecycle.woken.length = 0;
  const body = { address: 'JO@example.com', note: 'asked by phone' };
  const first = await api.ok('POST', '/v1/suppressions', { body });
  expect(await version()).toBe(before + 1);
  expect(api.lifecycle.woken).toEqual([enrollmentId]);
  expect((await api.ok('POST', '/v1/suppressions', { body: { address: 'jo@example.com' } })).id).toBe(
    first.id,
  );
  expect((await api.ok('GET', '/v1/suppressions?address=jo%40EXAMPLE.com')).items).toHaveLength(1);
  expect(
    (await api.call('POST', '/v1/suppressions', { body: { address: 'nobody' } })).body.errors[0].field,
  ).toBe('address');
  expect((await api.call('DELETE', `/v1/suppressions/${first.id}`)).status).toBe(204);
  expect((await api.call('DELETE', `/v1/suppressions/${first.id}`)).status).toBe(404);
  expect(await api.auditActions(first.id)).toEqual(['suppression.added', 'suppression.removed']);
});

test('C8: a logged call stands in the thread by the time it happened, with invoices of that customer only', async () => {
  const customer = await api.customer();
  const other = await api.customer({ name: 'Other' });
  const mine = await api.invoice(customer.id);
  const theirs = await api.invoice(other.id);
  const path = `/v1/customers/${customer.id}/communications`;
  const call = {
    kind: 'call',
    direction: 'outbound',
    occurredAt: '2026-02-27T10:00:00+01:00',
    callType: 'follow-up',
  };
  const logged = await api.ok('POST', path, {
    body: { ...call, outcome: 'promised', invoiceIds: [mine.id] },
  });
  expect(logged).toMatchObject({
    occurredAt: '2026-02-27T09:00:00.000Z',
    authorId: api.adminId,
    data: { invoiceIds: [mine.id] },
  });
  await api.ok('POST', path, {
    body: { kind: 'email', direction: 'inbound', occurredAt: '2026-01-01T00:00:00Z' },
  });
  const thread = await api.ok('GET', path);
  expect(thread.items.map((entry: Json) => entry.kind)).toEqual(['call', 'email']);
  const bad = { ...call, occurredAt: '2026-03-02T09:00:00Z', invoiceIds: [mine.id, theirs.id] };
  const refused = await api.call('POST', path, { body: bad });
  expect(refused.body.errors.map((error: Json) => error.field)).toEqual(['occurredAt', 'invoiceIds[1]']);
});

test('settings: the organisation has a zone, a locale, a currency and a mailbox that exists', async () => {
  const ghost = 'mbx_01h455vb4pex5vsknk084sn02q';
  const refused = await api.call('PATCH', '/v1/organisation', { body: { defaultMailboxId: ghost } });
  expect(refused.body.errors[0].field).toBe('defaultMailboxId');
  expect((await api.call('PATCH', '/v1/organisation', { body: { zone: 'europe/berlin' } })).status).toBe(422);
  const changed = await api.ok('PATCH', '/v1/organisation', { body: { zone: 'America/New_York' } });
  expect(changed).toMatchObject({ name: 'Acme', zone: 'America/New_York', baseCurrency: 'EUR' });
});
