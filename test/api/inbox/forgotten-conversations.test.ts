import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ConversationWorld } from '../../support/worlds/conversation-world.ts';

const api = new ConversationWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

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
