import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import { createLinks } from '../../../infra/mail/links.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const linkOf = (messageId: string) => new URL(api.engine.links.unsubscribeUrl(messageId)).pathname;
const open = (method: string, path: string) => api.call(method, path, { key: null });
const steps = [{ timing: onDay(0, '08:00') }, { timing: onDay(5) }];
const stateOf = async (enrollmentId: string) => [
  await api.db.enrollment.findUnique({ where: { id: enrollmentId } }),
  await api.db.suppression.count(),
  await api.db.messageEvent.count(),
  await api.db.audit.count(),
];

test('M5: following the link shows a page and changes nothing, also as HEAD', async () => {
  const row = await api.row({ steps });
  const claim = await api.sent(row);
  const before = await stateOf(row.enrollmentId);
  const page = await open('GET', linkOf(claim.mail.messageId));
  expect([page.status, page.headers.get('content-type')]).toEqual([
    200,
    expect.stringContaining('text/html'),
  ]);
  expect(page.body).toContain('<form method="post">');
  expect((await open('HEAD', linkOf(claim.mail.messageId))).status).toBe(200);
  expect(await stateOf(row.enrollmentId)).toEqual(before);
});

test('RFC 8058: the one click of a mail program suppresses the address and stops the enrollment', async () => {
  const row = await api.row({ steps, email: 'Leaving@customer.example' });
  const claim = await api.sent(row);
  const answer = await fetch(api.url + linkOf(claim.mail.messageId), {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('You are unsubscribed');
  expect(await api.ok('GET', `/v1/enrollments/${row.enrollmentId}`)).toMatchObject({
    status: 'stopped',
    stopReason: 'unsubscribe',
  });
  const suppression = await api.db.suppression.findFirst({
    where: { addressKey: 'leaving@customer.example' },
  });
  expect(suppression).toMatchObject({ reason: 'unsubscribed', authorId: 'system' });
});

test('D3: twice is fine and changes nothing more; so is a link of an enrollment that ended', async () => {
  const row = await api.row({ steps });
  const claim = await api.sent(row);
  await open('POST', linkOf(claim.mail.messageId));
  const before = await stateOf(row.enrollmentId);
  expect((await open('POST', linkOf(claim.mail.messageId))).status).toBe(200);
  expect(await stateOf(row.enrollmentId)).toEqual(before);
  const ended = await api.row({ email: 'ended@customer.example' });
  const last = await api.sent(ended);
  expect((await open('POST', linkOf(last.mail.messageId))).status).toBe(200);
  expect(await api.db.suppression.count({ where: { addressKey: 'ended@customer.example' } })).toBe(1);
});

test('S3, D3: an email not sent yet is in error when its only address has unsubscribed', async () => {
  const email = 'shared@customer.example';
  const first = await api.row({ steps, email });
  const claim = await api.sent(first);
  const second = await api.row({ email });
  await open('POST', linkOf(claim.mail.messageId));
  await expect(api.claim(second)).rejects.toThrow('not claimed');
  expect(await api.execution(second.executionId)).toMatchObject({
    status: 'error',
    errorCode: 'all_suppressed',
  });
});

test('forged, cut or foreign tokens and messages that are gone are 404, and nothing happens', async () => {
  const row = await api.row({ steps });
  const { messageId } = (await api.sent(row)).mail;
  const token = linkOf(messageId).split('/').at(-1)!;
  const foreign = createLinks({
    publicUrl: 'https://x.example',
    secretKey: Buffer.alloc(32, 7).toString('base64'),
  });
  const forged = [
    token.slice(0, -2),
    `${Buffer.from(newId('message')).toString('base64url')}.${token.split('.')[1]}`,
    messageId,
    foreign.unsubscribeUrl(messageId).split('/').at(-1)!,
    'x',
  ];
  const before = await stateOf(row.enrollmentId);
  for (const method of ['GET', 'POST']) {
    for (const bad of forged) expect((await open(method, `/unsubscribe/${bad}`)).status).toBe(404);
  }
  expect((await open('POST', linkOf(newId('message')))).status).toBe(404);
  expect(await stateOf(row.enrollmentId)).toEqual(before);
});
