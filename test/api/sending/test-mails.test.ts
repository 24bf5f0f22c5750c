import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMailer } from '../../../infra/mail/mailer.ts';
import { createSmtpPool } from '../../../infra/mail/smtp-pool.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { ScriptedSmtp } from '../../support/servers/scripted-smtp.ts';
import { createMailbox } from '../../support/worlds/open-batch.ts';

const api = new ApiFixture();
let mailboxId = '';
beforeAll(async () => {
  await api.open();
  mailboxId = await createMailbox(api);
});
afterAll(() => api.close());

const words = { subject: 'Overdue', html: '<html><body class="x"><p>Pay</p></body></html>' };
const send = (more: object = {}, key = api.adminKey) =>
  api.call('POST', '/v1/test-mails', { key, body: { mailboxId, ...words, ...more } });

test('a test mail goes to who asks alone, is marked, and is counted nowhere', async () => {
  const { status, body } = await send();
  expect([status, body]).toEqual([200, { to: 'ada@example.com', outcome: 'sent', reply: '250 OK' }]);
  const [mail] = api.testMails;
  expect(mail!.recipients.map(({ address }) => address)).toEqual(['ada@example.com']);
  expect(mail!.subject).toBe('[Test] Overdue');
  expect(mail!.html).toMatch(
    /^<html><body class="x"><p[^>]*>This is a test of Acme: no customer got it\.<\/p><p>Pay/,
  );
  expect(mail!.text).toMatch(/^This is a test of Acme: no customer got it\.\n\nPay/);
  const { db } = api.database;
  expect([await db.message.count(), await db.communication.count()]).toEqual([0, 0]);
  const { items } = await api.ok('GET', `/v1/audit?entityId=${mailboxId}`);
  expect(items[0]).toMatchObject({ action: 'mailbox.testMailSent', after: { subject: 'Overdue' } });
});

test('over a real connection it arrives as one mail without a way to unsubscribe anybody', async () => {
  const smtp = await new ScriptedSmtp().start();
  const { port } = smtp;
  const own = await api.ok('POST', '/v1/mailboxes', {
    body: {
      name: 'Local',
      fromAddress: 'local@example.com',
      fromName: 'Local',
      smtp: { host: '127.0.0.1', port, security: 'none' },
      zone: 'UTC',
    },
  });
  const { testMailer } = api.deps;
  api.deps.testMailer = createMailer({ secrets: api.deps.secrets, pool: createSmtpPool({ idleMs: 0 }) });
  const { body } = await send({ mailboxId: own.id });
  expect(body).toMatchObject({ outcome: 'sent' });
  smtp.replyAt('rcpt', '550 5.1.1 nobody here');
  expect((await send({ mailboxId: own.id })).body).toMatchObject({
    outcome: 'not_sent',
    reply: expect.stringContaining('nobody here'),
  });
  api.deps.testMailer = testMailer!;
  await smtp.stop();
  expect(smtp.messages.map(({ from, recipients }) => [from, recipients])).toEqual([
    ['local@example.com', ['ada@example.com']],
  ]);
  expect(smtp.messages[0]!.raw).not.toMatch(/^List-Unsubscribe/m);
  // An address that a server refuses is one of ours: nobody is suppressed by it.
  expect((await api.ok('GET', '/v1/suppressions')).items).toEqual([]);
});

test('is refused without the permission, from a retired mailbox, to a contact, and after twenty in an hour', async () => {
  const viewer = await api.user('viewer');
  expect((await send({}, viewer.key)).status).toBe(403);
  const manager = await api.user('manager');
  const { email } = (await api.ok('GET', `/v1/users/${manager.id}`)) as Json;
  const customer = await api.customer();
  const path = `/v1/customers/${customer.id}/contacts`;
  const contact = await api.ok('POST', path, { body: { name: 'Pat', email: email.toUpperCase() } });
  expect((await send({}, manager.key)).body.detail).toContain('contact');
  await api.ok('PATCH', `/v1/contacts/${contact.id}`, { body: { email: 'pat@customer.example' } });
  const answers = await Promise.all(Array.from({ length: 22 }, () => send({}, manager.key)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(2);
  expect((await send()).status).toBe(200);
  api.now += 3_600_001;
  expect((await send({}, manager.key)).status).toBe(200);
  await api.ok('POST', `/v1/mailboxes/${mailboxId}/retire`, { body: { successorId: null } });
  expect((await send()).status).toBe(404);
});
