import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { unsubscribe } from '../../../commands/enrollments/unsubscribe.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { ACCEPTED } from '../../support/worlds/queue-world.ts';
import { BUSY, CopyWorld, type Letter } from '../../support/worlds/copy-world.ts';
import { whereItStands } from '../../support/worlds/whole-database.ts';

const api = new CopyWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const erase = (contactId: string): Promise<Json> =>
  api.ok('POST', `/v1/contacts/${contactId}/erasures`, { body: { dryRun: false } });
const address = (name: string) => `${name}@sends.example`;
const next = (customerId: string, name: string): Promise<Json> =>
  api.ok('POST', `/v1/customers/${customerId}/contacts`, { body: { name, email: address(name) } });

test('U5, S3: what was claimed for the person never passes its fence, and goes to the next usable contact', async () => {
  const row = await api.row({ email: address('claimed') });
  const claim = await api.claim(row);
  await next(row.customerId, 'following');
  await erase(row.contactId);
  expect(await api.passFence(claim)).toBe(false);
  await api.settle(row, claim, { kind: 'fenced_off' });
  await api.look(row.enrollmentId);
  const again = await api.claim(row);
  expect(again.mail.recipients.map((each) => each.address)).toEqual([address('following')]);
});

test('U5, S3: without another contact the step is in error, never past it in silence', async () => {
  const row = await api.row({ email: address('alone') });
  await erase(row.contactId);
  await api.look(row.enrollmentId);
  await api.send(row);
  expect(await api.execution(row.executionId)).toMatchObject({ status: 'error', errorCode: 'no_recipient' });
});

test('U5: words that a person edited for them are gone, and nothing else leaves in their place unseen', async () => {
  const row = await api.row({ email: address('edited') });
  await api.ok('PATCH', `/v1/queue/${row.executionId}`, {
    body: { subject: 'Only for you', body: '<p>Dear E</p>' },
  });
  await next(row.customerId, 'second');
  await erase(row.contactId);
  await api.look(row.enrollmentId);
  await api.send(row);
  expect(await api.execution(row.executionId)).toMatchObject({ status: 'error', errorCode: 'facts_moved' });
  await api.ok('POST', `/v1/queue/${row.executionId}/retry`);
  await api.look(row.enrollmentId);
  const { mail } = await api.claim(row);
  expect(mail.recipients.map((each) => each.address)).toEqual([address('second')]);
  expect(mail.subject).not.toContain('erased');
  expect(mail.subject).not.toContain('Only for you');
});

test('U5: words edited for somebody else of the customer stay, without the person among the copies', async () => {
  const row = await api.row({ email: address('main') });
  const other = await next(row.customerId, 'colleague');
  await api.ok('PATCH', `/v1/queue/${row.executionId}`, {
    body: { subject: 'Kept', body: '<p>Kept</p>', cc: [address('colleague'), address('third')] },
  });
  await erase(other.id);
  expect((await api.execution(row.executionId)).pinned).toMatchObject({
    subject: 'Kept',
    cc: [address('third')],
  });
});

test('U5: copies that were still to leave are cancelled with the reason, and no person can ask for them again', async () => {
  const letter: Letter = await api.waiting({
    email: address('reader'),
    cc: [address('copied'), address('stays')],
  });
  const { id } = await api.ok('POST', `/v1/customers/${letter.customerId}/contacts`, {
    body: { name: 'Copied', email: address('copied') },
  });
  api.tell(address('copied'), { result: BUSY });
  await erase(id);
  expect(await api.standing(letter)).toEqual(['accepted', 'cancelled erased', 'cancelled erased']);
  expect((await api.answer(letter, 'retry')).status).toBe(409);
});

test('U5: what a server said after the hand-over that was under way is looked at again', async () => {
  const row = await api.row({ email: address('underway') });
  const claim = await api.handedOver(row);
  const done = await erase(row.contactId);
  expect(done.inFlight).toEqual([claim.mail.messageId]);
  await api.settle(row, claim, { ...ACCEPTED, reply: `250 <${address('underway')}> ok` } as typeof ACCEPTED);
  api.pass(5 * 60_000);
  await reconcile(api.deps);
  expect(await whereItStands(api.db, [address('underway')])).toEqual([]);
  const { items } = await api.ok('GET', `/v1/erasures?contactId=${row.contactId}`);
  expect(items).toHaveLength(1);
  expect(await api.db.erasure.count({ where: { contactId: row.contactId, terms: { not: null } } })).toBe(0);
});

test('U5: sends and erasures of the same customer at the same moment end, whoever is first', async () => {
  for (let round = 0; round < 5; round += 1) {
    const row = await api.row({ email: address(`race${round}`), steps: [{ timing: onDay(0, '08:00') }] });
    await next(row.customerId, `after${round}`);
    const claim = await api.claim(row);
    const [fenced] = await Promise.all([api.passFence(claim), erase(row.contactId)]);
    await api.settle(row, claim, fenced ? ACCEPTED : { kind: 'fenced_off' });
  }
  api.pass(5 * 60_000);
  await reconcile(api.deps);
  expect(await whereItStands(api.db, ['race0@', 'race1@', 'race2@', 'race3@', 'race4@'])).toEqual([]);
});

test('U5: a link in a mail of somebody who was erased still answers, and suppresses nobody else', async () => {
  const row = await api.row({ email: address('linked') });
  const claim = await api.sent(row);
  await erase(row.contactId);
  const before = await api.db.suppression.count();
  expect(await unsubscribe(api.deps, { messageId: claim.mail.messageId, n: 1 })).toBe(true);
  expect(await api.db.suppression.count()).toBe(before);
});
