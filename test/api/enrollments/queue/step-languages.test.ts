import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { QueueWorld } from '../../../support/worlds/queue-world.ts';
import { onDay } from '../../../support/rows/fixtures.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const variants = {
  de: {
    subject: 'Offen: {{balance.total}}',
    body: 'Guten Tag, offen sind {{balance.total}}.',
    bodyText: null,
  },
};

/** A row of a step with a German variant, of a customer of this locale. */
async function rowFor(locale: string, isManual = false) {
  const row = await api.row({ steps: [{ timing: onDay(0, '08:00'), isManual }] });
  const { stepId } = await api.db.stepExecution.findUniqueOrThrow({ where: { id: row.executionId } });
  await api.db.step.update({ where: { id: stepId }, data: { language: 'en', variants } });
  await api.db.customer.update({ where: { id: row.customerId }, data: { locale } });
  return { ...row, stepId };
}

test('M6: a step leaves in the language of the customer, and the message says which', async () => {
  const german = await api.sent(await rowFor('de-AT'));
  expect(german.mail.subject).toMatch(/^Offen: /);
  expect(german.mail.text).toMatch(/^Guten Tag, offen sind [^]*Abmelden: /);
  expect(await api.ok('GET', `/v1/messages/${german.mail.messageId}`)).toMatchObject({ language: 'de' });
  const french = await api.sent(await rowFor('fr-FR'));
  expect(french.mail.text).toContain('Se désabonner');
  expect(await api.ok('GET', `/v1/messages/${french.mail.messageId}`)).toMatchObject({ language: 'en' });
});

test('Q2, M6: an edit of one field begins with the words that the customer would get', async () => {
  const { executionId } = await rowFor('de-DE');
  const path = `/v1/queue/${executionId}`;
  expect((await api.ok('GET', path)).draft).toMatchObject({ language: 'de' });
  await api.ok('PATCH', path, { body: { subject: 'Kurz nachgefragt' } });
  expect((await api.ok('GET', path)).draft).toMatchObject({
    language: 'de',
    subject: 'Kurz nachgefragt',
    text: expect.stringContaining('Guten Tag, offen sind'),
    isEdited: true,
  });
});

test('M5, M6: the page behind the link, and its confirmation, go on in the language of the mail', async () => {
  const { mail } = await api.sent(await rowFor('fr-FR'));
  const path = new URL(api.engine.links.unsubscribeUrl(mail.messageId)).pathname;
  const question = await api.call('GET', path, { key: null });
  expect(question.body).toContain('<html lang="fr">');
  expect(question.body).toContain('Se désabonner\u00a0?');
  const done = await api.call('POST', path, { key: null });
  expect([done.status, done.body]).toEqual([
    200,
    expect.stringContaining('Votre désabonnement est enregistré'),
  ]);
});
