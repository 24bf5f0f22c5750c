import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { COPY } from '../../support/worlds/copy-world.ts';
import { InboxWorld, type SentLetter } from '../../support/worlds/inbox-world.ts';

const ADDRESS = 'unsubscribe@acme.example';
const api = new InboxWorld();
beforeAll(async () => {
  await api.open();
  await api.ok('PATCH', `/v1/mailboxes/${api.world.mailboxId}`, { body: { unsubscribeAddress: ADDRESS } });
});
afterAll(() => api.close());
beforeEach(async () => {
  api.begin();
  await api.db.suppression.deleteMany();
});

let made = 0;
const letter = (copies: { cc?: string[] } = {}) => api.letterTo(`out-${++made}@customer.example`, copies);
/** Where the mail program of a copy's reader writes to. */
const addressOf = ({ claim }: SentLetter, n = 1): string => {
  const mailto = claim.mail.recipients.find((each) => each.n === n)!.unsubscribeMailto!;
  return decodeURIComponent(new URL(mailto).pathname);
};
/** What the button of a mail program sends. */
const button = (from: string, to: string, headers: Record<string, string> = {}) =>
  api.mail({
    from,
    to,
    subject: 'unsubscribe',
    text: '',
    headers: { 'Auto-Submitted': 'auto-generated', ...headers },
  });
const suppressed = async () =>
  (await api.db.suppression.findMany({ orderBy: { id: 'asc' } })).map(
    ({ address, reason }) => `${address} ${reason}`,
  );
const standing = async ({ enrollmentId }: SentLetter) => {
  const row = await api.db.enrollment.findUniqueOrThrow({ where: { id: enrollmentId } });
  return [row.status, row.stopReason];
};
const judged = async (mailId: string) => {
  const { verdict, messageId, n, linkedBy } = await api.stored(mailId);
  return { verdict, messageId, n, linkedBy };
};

describe('I3, I4: mail to the unsubscribe address', () => {
  test('of the main copy: its address is suppressed at once, its enrollment stops, by every spelling', async () => {
    for (const spell of [(to: string) => to, (to: string) => to.toUpperCase()]) {
      const of = await letter();
      const mailId = await api.comes(button(of.email, spell(addressOf(of))));
      expect(await judged(mailId)).toEqual({
        verdict: 'opt_out',
        messageId: of.messageId,
        n: 1,
        linkedBy: 'copy',
      });
      expect(await suppressed()).toContain(`${of.email} unsubscribed`);
      expect(await standing(of)).toEqual(['stopped', 'unsubscribe']);
      expect(await api.db.hold.count({ where: { customerId: of.customerId } })).toBe(0);
    }
  });

  test('M5: a copy’s reader concerns the copy alone, and the enrollment goes on', async () => {
    const of = await letter({ cc: [COPY] });
    const mailId = await api.comes(button(COPY, addressOf(of, 2)));
    expect(await judged(mailId)).toMatchObject({ verdict: 'opt_out', messageId: of.messageId, n: 2 });
    expect([await suppressed(), await standing(of)]).toEqual([[`${COPY} unsubscribed`], ['active', null]]);
  });

  test('whoever’s program sends it: never another address of the sender', async () => {
    const of = await letter();
    await api.comes(button('private@elsewhere.example', addressOf(of)));
    expect(await suppressed()).toEqual([`${of.email} unsubscribed`]);
  });

  test('where a server keeps the tag in its envelope headers only', async () => {
    const of = await letter();
    await api.comes(button(of.email, ADDRESS, { 'Delivered-To': addressOf(of) }));
    expect(await suppressed()).toEqual([`${of.email} unsubscribed`]);
  });

  test('after the link, and twice: one event', async () => {
    const of = await letter();
    await api.call('POST', new URL(api.engine.links.unsubscribeUrl(of.messageId)).pathname, { key: null });
    await api.comes(button(of.email, addressOf(of)));
    await api.comes(button(of.email, addressOf(of)));
    expect(await api.db.messageEvent.count({ where: { messageId: of.messageId } })).toBe(1);
    expect(await suppressed()).toEqual([`${of.email} unsubscribed`]);
  });

  test('forged: judged as any other mail, nobody is suppressed', async () => {
    const [of, other] = [await letter(), await letter()];
    const address = addressOf(of);
    const forged = address.replace(/.(?=@)/, (last) => (last === '0' ? '1' : '0'));
    const taken = [
      await api.comes(api.mail({ from: other.email, to: forged, text: 'We pay on Friday.' })),
      await api.comes(button(other.email, 'unsubscribe+everybody@acme.example')),
    ];
    expect((await Promise.all(taken.map(judged))).map(({ verdict }) => verdict)).toEqual([
      'reply',
      // By its subject: it waits for a person, as every wish in words.
      'opt_out',
    ]);
    expect((await api.stored(taken[1]!)).reasons).toMatchObject([{ code: 'wish' }]);
    expect(await api.take(button('stranger@elsewhere.example', forged))).toEqual({ ignored: true });
    expect([await suppressed(), await standing(of)]).toEqual([[], ['active', null]]);
  });

  test('I2: its headers alone let it in, whoever sends it', async () => {
    const of = await letter();
    const heads = [addressOf(of), 'ar@acme.example'].map((to, uid) => {
      const bytes = api.mail({ from: 'private@elsewhere.example', to, subject: 'unsubscribe' });
      return { uid, headers: bytes.subarray(0, bytes.indexOf('\r\n\r\n')), size: bytes.length };
    });
    expect(await api.ofInterest(heads)).toEqual([0]);
  });

  test('an answer to it is never written to our unsubscribe address', async () => {
    const of = await letter();
    const mailId = await api.comes(button(of.email, addressOf(of)));
    const { conversationId } = await api.db.mailCustomer.findFirstOrThrow({ where: { mailId } });
    const draft = await api.deps.store.answerableMails.find(api.db, {
      conversationId: conversationId!,
      mailId,
    });
    expect(draft?.ours).toContain(addressOf(of).toLowerCase());
  });
});

describe('M5: the setting of the mailbox', () => {
  test('each copy has a token of its own; without an address there is the link alone', async () => {
    const of = await letter({ cc: [COPY] });
    expect(addressOf(of)).not.toBe(addressOf(of, 2));
    const patch = (unsubscribeAddress: string | null) =>
      api.call('PATCH', `/v1/mailboxes/${api.world.mailboxId}`, { body: { unsubscribeAddress } });
    await patch(null);
    const { recipients } = (await letter()).claim.mail;
    expect(recipients[0]).toMatchObject({ unsubscribeMailto: null, unsubscribeUrl: expect.anything() });
    const refused = await patch(`${'a'.repeat(24)}@acme.example`);
    expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'unsubscribeAddress']);
    expect((await patch(ADDRESS)).body).toMatchObject({ unsubscribeAddress: ADDRESS });
  });
});
