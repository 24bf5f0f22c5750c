import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture } from '../../support/servers/api-fixture.ts';
import { TEST_CERTIFICATE } from '../../support/servers/test-certificate.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const SMTP = {
  host: 'smtp.example.com',
  port: 587,
  security: 'starttls',
  user: 'ar',
  password: 'hunter2-of-ar',
};
const MAILBOX = { fromAddress: 'ar@example.com', fromName: 'AR', zone: 'UTC', smtp: SMTP };
let made = 0;
const create = (smtp: object) =>
  api.call('POST', '/v1/mailboxes', {
    body: { ...MAILBOX, name: `Mailbox ${made++}`, smtp: { ...SMTP, ...smtp } },
  });

test('M1: EHLO name and certificate authority are kept, shown, and used when it is verified', async () => {
  const smtp = { clientName: 'crm.example.com', certificateAuthority: TEST_CERTIFICATE.cert };
  const { status, body } = await create(smtp);
  expect([status, body.smtp]).toMatchObject([201, smtp]);
  const path = `/v1/mailboxes/${body.id}`;
  api.verification = { ok: true };
  await api.ok('POST', `${path}/verify`);
  expect(api.verified.at(-1)).toMatchObject(smtp);
  const changed = { clientName: '[192.0.2.1]', certificateAuthority: null };
  // Another name or authority is another server: it is to be verified again.
  expect(await api.ok('PATCH', path, { body: { smtp: changed } })).toMatchObject({
    status: 'unverified',
    smtp: changed,
  });
  await api.ok('POST', `${path}/verify`);
  expect(api.verified.at(-1)).toMatchObject({ ...changed, password: SMTP.password });
});

test.each([
  'crm.example.com',
  'localhost',
  'a-b.c3',
  '[192.0.2.1]',
  '[IPv6:2001:db8::1]',
  'xn--mller-kva.example',
])('M1: %s is a name to greet with (RFC 5321)', async (clientName) => {
  expect((await create({ clientName })).status).toBe(201);
});

test.each([
  '192.0.2.1',
  '[300.0.2.1]',
  '[2001:db8::1]',
  '-a.example',
  'a..example',
  'a b',
  'müller.example',
  `${'a'.repeat(64)}.example`,
  '',
])('M1: %p is no name to greet with', async (clientName) => {
  const { status, body } = await create({ clientName });
  expect([status, body.errors.map(({ field }: { field: string }) => field)]).toEqual([
    422,
    ['smtp.clientName'],
  ]);
});

test.each([
  ['not a certificate', 'must hold certificates in PEM'],
  [TEST_CERTIFICATE.key, 'holds a private key'],
  [`${TEST_CERTIFICATE.cert}\n${TEST_CERTIFICATE.key}`, 'holds a private key'],
  [TEST_CERTIFICATE.cert.replace('MIIBmj', 'AAAAAA'), 'the certificate cannot be read'],
])(
  'M1: a certificate authority that is none is refused when it is saved',
  async (certificateAuthority, words) => {
    const refused = await create({ certificateAuthority });
    const message = expect.stringContaining(words);
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [{ field: 'smtp.certificateAuthority', message }],
    ]);
    const mailbox = (await create({})).body;
    const path = `/v1/mailboxes/${mailbox.id}`;
    expect((await api.call('PATCH', path, { body: { smtp: { certificateAuthority } } })).status).toBe(422);
    expect(await api.ok('GET', path)).toEqual(mailbox);
  },
);

test('D2: for how long a message is tried is a setting', async () => {
  expect(await api.ok('GET', '/v1/organisation')).toMatchObject({ retryHours: 48 });
  expect(await api.ok('PATCH', '/v1/organisation', { body: { retryHours: 72 } })).toMatchObject({
    retryHours: 72,
  });
  expect((await api.call('PATCH', '/v1/organisation', { body: { retryHours: 0 } })).body.errors).toEqual([
    { field: 'retryHours', message: expect.any(String) },
  ]);
});
