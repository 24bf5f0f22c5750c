import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { claimAction } from '../../support/worlds/claims.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(async () => {
  await api.open();
  api.now = Date.parse('2026-03-02T08:00:00Z');
  await api.ok('PATCH', '/v1/organisation', { body: { defaultMailboxId: api.world.mailboxId } });
});
afterAll(() => api.close());

/** A customer of this locale whose reminder is recommended. */
async function reminderTo(locale: string): Promise<string> {
  const { customerId } = await api.payer({ name: 'Northwind' });
  await api.db.customer.update({ where: { id: customerId }, data: { locale } });
  await api.ok('POST', `/v1/customers/${customerId}/insights/refresh`);
  const { items } = await api.ok('GET', `/v1/actions?customerId=${customerId}&kind=email`);
  return items[0].id;
}

test('M6, Q6: a recommended email is in the customer’s language, which draft and message say', async () => {
  const actionId = await reminderTo('de-AT');
  const { draft, draftProblem } = await api.ok('GET', `/v1/actions/${actionId}`);
  expect([draft.language, draftProblem]).toEqual(['de', null]);
  expect(draft.subject).toMatch(/^Zahlungserinnerung von /);
  expect(draft.text).toContain('Abmelden: ');
  await api.ok('POST', `/v1/actions/${actionId}/send`, { body: {} });
  const claimed = await claimAction(api.engine, { actionId });
  if (claimed.kind !== 'claimed') throw new Error('not claimed');
  expect(claimed.mail.subject).toBe(draft.subject);
  expect(await api.ok('GET', `/v1/messages/${claimed.mail.messageId}`)).toMatchObject({ language: 'de' });
});

test('M6, Q6: a person takes the letter of another tone, or words of their own under it', async () => {
  const actionId = await reminderTo('pl-PL');
  const path = `/v1/actions/${actionId}`;
  await api.ok('PATCH', path, { body: { tone: 'final' } });
  const final = (await api.ok('GET', path)).draft;
  expect([final.language, final.isEdited]).toEqual(['pl', true]);
  expect(final.subject).toMatch(/^Ostateczne wezwanie do zapłaty: /);
  await api.ok('PATCH', path, { body: { tone: 'firm', subject: 'Krótka wiadomość' } });
  const firm = (await api.ok('GET', path)).draft;
  expect(firm.subject).toBe('Krótka wiadomość');
  expect(firm.text).toContain('według naszej ewidencji');
  await api.ok('PATCH', path, { body: { subject: 'Jeszcze krótsza' } });
  expect((await api.ok('GET', path)).draft.text).toBe(firm.text);
});
