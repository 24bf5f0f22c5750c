import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createIntake } from '../../../commands/inbox/create-intake.ts';
import { InboxWorld, type SentLetter } from '../../support/worlds/inbox-world.ts';

const api = new InboxWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.begin());

let made = 0;
const sender = () => `in-${++made}@customer.example`;
const answer = ({ email, headerId }: SentLetter, text = 'We pay on Friday.') =>
  api.mail({ from: email, text, headers: { 'In-Reply-To': headerId, References: headerId } });
const standing = async ({ enrollmentId }: SentLetter) => {
  const where = { id: enrollmentId };
  const { status, stopReason } = await api.db.enrollment.findUniqueOrThrow({ where });
  return [status, stopReason];
};
const told = async ({ messageId }: SentLetter) =>
  (await api.db.messageEvent.findMany({ where: { messageId }, orderBy: { id: 'asc' } })).map(
    ({ kind }) => kind,
  );

describe('I1, I4: from the bytes of a mail to what follows', () => {
  test('a reply stops its enrollment', async () => {
    const letter = await api.letterTo(sender());
    await api.comes(answer(letter));
    expect([await standing(letter), await told(letter)]).toEqual([['stopped', 'reply'], ['reply']]);
  });

  test('reply in two mailboxes at once: stored once, told once, whoever is faster', async () => {
    for (let each = 0; each < 5; each += 1) {
      const letter = await api.letterTo(sender());
      const bytes = answer(letter);
      const other = { mailbox: { id: api.otherMailboxId, zone: 'UTC' } };
      const ids = await Promise.all([api.comes(bytes), api.comes(bytes, other)]);
      expect(ids[0]).toBe(ids[1]);
      expect(await told(letter)).toEqual(['reply']);
      const { customerId } = letter;
      expect(await api.db.hold.count({ where: { customerId, kind: 'reply' } })).toBe(1);
    }
  });

  test('history in one mailbox and new in the other: it has its effect, whichever was first', async () => {
    const letter = await api.letterTo(sender());
    const bytes = answer(letter);
    await api.comes(bytes, { isHistory: true });
    expect(await told(letter)).toEqual([]);
    await api.comes(bytes, { mailbox: { id: api.otherMailboxId, zone: 'UTC' } });
    expect([await standing(letter), await told(letter)]).toEqual([['stopped', 'reply'], ['reply']]);
  });

  test('reply from a colleague whom nobody knows, in the thread', async () => {
    const letter = await api.letterTo(sender());
    await api.comes(answer({ ...letter, email: 'colleague@customer.example' }));
    expect(await standing(letter)).toEqual(['stopped', 'reply']);
  });

  test('I7: a reply that names an uncertain message proves it', async () => {
    const letter = await api.uncertainLetterTo(sender());
    await api.comes(answer(letter));
    const { status } = await api.db.message.findUniqueOrThrow({ where: { id: letter.messageId } });
    expect([status, await standing(letter)]).toEqual(['sent', ['stopped', 'reply']]);
  });

  test('I3: a person who says that a reply was automatic, or the other way round, is followed', async () => {
    const letter = await api.letterTo(sender());
    const mailId = await api.comes({
      from: letter.email,
      text: 'Thank you, your message was received.',
      headers: { 'In-Reply-To': letter.headerId, 'Auto-Submitted': 'auto-replied' },
    });
    expect([await standing(letter), await told(letter)]).toEqual([['active', null], []]);
    await api.ok('POST', `/v1/mails/${mailId}/verdict`, { body: { verdict: 'reply' } });
    expect([await standing(letter), await told(letter)]).toEqual([['stopped', 'reply'], ['reply']]);
  });

  test('a wish in words waits, by the verdict of the mail itself', async () => {
    const letter = await api.letterTo(sender());
    const mailId = await api.comes(answer(letter, 'Please do not email me again.'));
    const { verdict } = await api.db.mail.findUniqueOrThrow({ where: { id: mailId } });
    expect([verdict, await standing(letter), await told(letter)]).toEqual(['opt_out', ['active', null], []]);
    await api.ok('POST', `/v1/mails/${mailId}/wish`, { body: { answer: 'confirmed' } });
    expect(await standing(letter)).toEqual(['stopped', 'unsubscribe']);
  });

  test('killed between storing and following it is followed by the reconciler’s way, once', async () => {
    const letter = await api.letterTo(sender());
    const taken = await api.take(answer(letter));
    if (!('mailId' in taken)) throw new Error('ignored');
    const { followMail } = createIntake(api.reader);
    await Promise.all([followMail(api.deps, taken.mailId), followMail(api.deps, taken.mailId)]);
    expect(await told(letter)).toEqual(['reply']);
  });
});
