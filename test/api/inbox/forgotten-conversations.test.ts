import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { newId } from '../../../infra/ids.ts';
import { ConversationWorld } from '../../support/worlds/conversation-world.ts';

const api = new ConversationWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const DAY = 86_400_000;

test('U5: who is forgotten is not answered any more, and neither their words nor the answers to them are left', async () => {
  const of = await api.replied({ subject: 'Re: secret plan' });
  const { contactId } = of.row;
  const sent = await api.write(of, { body: 'About your secret plan' });
  await api.sendAnswer(sent);
  const waiting = await api.write(of, { body: 'The secret plan again' });
  await api.ok('POST', `/v1/contacts/${contactId}/erasures`, { body: { dryRun: false } });
  const rows = await Promise.all([api.answerRow(sent), api.answerRow(waiting)]);
  expect(rows.map(({ sendStatus }) => sendStatus)).toEqual(['sent', 'cancelled']);
  expect(await api.sendAnswer(waiting)).toEqual({ kind: 'ended' });
  expect(JSON.stringify(rows)).not.toContain('secret');
  expect((await api.conversation(of)).subject).toBe('[erased]');
  expect(JSON.stringify(await api.message(sent))).not.toContain('secret');
});

test('U5, I5: a mail that waits for an answer keeps its words however old it is; answered, it loses them by age', async () => {
  api.begin();
  const of = await api.replied({ subject: 'RE: Your invoice', text: 'Where is the discount?' });
  const { mailId, customerId } = of;
  const at = new Date(api.now);
  const id = newId('communication');
  const said = { subject: 'RE: Your invoice', content: 'Where is the discount?' };
  const told = { kind: 'email', direction: 'inbound', occurredAt: at, createdAt: at };
  await api.db.communication.create({
    data: { id, mailId, customerId, authorId: 'system', ...said, ...told },
  });
  const row = () => api.db.communication.findUniqueOrThrow({ where: { id } });
  await api.ok('PATCH', '/v1/organisation', { body: { retention: { communications: 30 } } });
  api.pass(40 * DAY);
  await reconcile(api.deps);
  expect((await api.conversation(of)).answering).toMatchObject({ to: ['ann@debtor.example'] });
  expect(await row()).toMatchObject(said);
  const answerId = await api.write(of, { body: 'It was taken off.' });
  await api.sendAnswer(answerId);
  expect(api.left.at(-1)).toBe('ann@debtor.example');
  await api.does(of, 'done');
  api.pass(8 * DAY);
  await reconcile(api.deps);
  expect(await row()).toMatchObject({ subject: '[erased]', content: '[erased]' });
  const mail = await api.db.mail.findUniqueOrThrow({ where: { id: mailId }, select: { text: true } });
  expect(mail.text).toBe('[erased]');
});
