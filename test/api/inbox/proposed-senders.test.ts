import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { InboxWorld, type SentLetter } from '../../support/worlds/inbox-world.ts';

const api = new InboxWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

let made = 0;
const letter = () => api.letterTo(`clerk${++made}@firm.example`);
const answers = (of: SentLetter, from: string, more: Parameters<typeof api.take>[1] = {}, headers = {}) =>
  api.comes({ from, headers: { 'In-Reply-To': of.headerId, ...headers } }, more);
const proposed = async ({ customerId }: SentLetter) =>
  (await api.ok('GET', `/v1/mail-suggestions?customerId=${customerId}`)).items;

test('I2, I8: an unknown address that answers us is proposed as a contact, once, and is one when accepted', async () => {
  const of = await letter();
  const mailId = await answers(of, 'Imogen Hart <imogen@elsewhere.example>');
  const [suggestion, ...more] = await proposed(of);
  expect(more).toEqual([]);
  expect(suggestion).toMatchObject({
    mailId,
    kind: 'new_contact',
    status: 'open',
    quote: 'Imogen Hart <imogen@elsewhere.example>',
    data: { name: 'Imogen Hart', email: 'imogen@elsewhere.example' },
  });
  const where = { entityId: suggestion.id, kind: 'made' };
  expect(await api.db.change.count({ where })).toBe(1);
  await answers(of, 'imogen@elsewhere.example');
  expect(await proposed(of)).toHaveLength(1);
  await api.ok('POST', `/v1/mail-suggestions/${suggestion.id}/accept`, { body: {} });
  const { items } = await api.ok('GET', `/v1/customers/${of.customerId}/contacts`);
  expect(items).toContainEqual(
    expect.objectContaining({ name: 'Imogen Hart', email: 'imogen@elsewhere.example' }),
  );
  await answers(of, 'imogen@elsewhere.example');
  expect(await proposed(of)).toHaveLength(1);
});

test('I8: what a person dismissed is not proposed again; for another customer it is', async () => {
  const [of, other] = [await letter(), await letter()];
  await answers(of, 'agent@bureau.example');
  const [{ id }] = await proposed(of);
  await api.ok('POST', `/v1/mail-suggestions/${id}/dismiss`, { body: {} });
  await answers(of, 'agent@bureau.example');
  expect(await proposed(of)).toMatchObject([{ id, status: 'dismissed' }]);
  await answers(other, 'agent@bureau.example');
  expect(await proposed(other)).toHaveLength(1);
});

test('I8: nobody is proposed for their own contact, a machine, or history; history that is live is', async () => {
  const of = await letter();
  await answers(of, of.email);
  await answers(of, 'noreply@portal.example');
  await answers(of, 'robot@portal.example', {}, { 'Auto-Submitted': 'auto-generated' });
  const bytes = api.mail({ from: 'late@elsewhere.example', headers: { 'In-Reply-To': of.headerId } });
  await api.comes(bytes, { isHistory: true });
  expect(await proposed(of)).toEqual([]);
  await api.comes(bytes, { mailbox: { id: api.otherMailboxId, zone: 'UTC' } });
  expect(await proposed(of)).toMatchObject([{ data: { email: 'late@elsewhere.example' } }]);
});

test('I3, I8: what a person says is a reply after all proposes its sender', async () => {
  const of = await letter();
  const mailId = await answers(of, 'pat@elsewhere.example', {}, { 'Auto-Submitted': 'auto-generated' });
  expect(await proposed(of)).toEqual([]);
  await api.ok('POST', `/v1/mails/${mailId}/verdict`, { body: { verdict: 'reply' } });
  expect(await proposed(of)).toMatchObject([{ mailId, data: { email: 'pat@elsewhere.example' } }]);
});
