import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InboxWorld } from '../../support/worlds/inbox-world.ts';

const api = new InboxWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const other = () => ({ mailbox: { id: api.otherMailboxId, zone: 'UTC' } });
const sentFolder = { folder: { path: 'Sent', role: 'sent' as const } };

describe('I2: a mail is stored once', () => {
  test('in the thread of its customer, linked to what it answers and names, with its last contact', async () => {
    const letter = await api.letterTo('priya@alderbrook.example');
    const { number } = await api.db.invoice.findUniqueOrThrow({ where: { id: letter.invoiceId } });
    api.now += 3_600_000;
    const mailId = await api.comes({
      from: 'Priya Nair <priya@alderbrook.example>',
      text: `We pay ${number} on Friday.\r\n\r\nPriya\r\n\r\nOn Mon, 3 Jun 2030 at 09:00, Acme <ar@acme.example> wrote:\r\n> You owe us.`,
      headers: { 'In-Reply-To': letter.headerId },
    });
    expect(await api.stored(mailId)).toMatchObject({
      direction: 'inbound',
      fromAddress: 'priya@alderbrook.example',
      fromName: 'Priya Nair',
      messageId: letter.messageId,
      n: 1,
      linkedBy: 'message_id',
      verdict: 'reply',
      judgedAs: 'reply',
      isHistory: false,
    });
    const [entry, ...more] = await api.entriesOf(letter.customerId);
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      kind: 'email',
      direction: 'inbound',
      contactId: letter.contactId,
      messageId: letter.messageId,
      enrollmentId: letter.enrollmentId,
      content: `We pay ${number} on Friday.\n\nPriya`,
      data: { verdict: 'reply', invoiceIds: [letter.invoiceId] },
    });
    const where = { customerId: letter.customerId };
    const { lastContactAt } = await api.db.customerSummary.findUniqueOrThrow({ where });
    expect(lastContactAt?.getTime()).toBe(api.now);
    const shown = await api.ok('GET', `/v1/customers/${letter.customerId}/communications`);
    expect(shown.items).toContainEqual(expect.objectContaining({ mailId, kind: 'email' }));
  });

  test.each([
    ['one after the other', false],
    ['at the same time', true],
  ])('whichever mailboxes saw it, %s', async (_how, isAtOnce) => {
    const { customerId, email } = await api.payer();
    const bytes = api.mail({ from: email! });
    const sights = [
      api.seen(bytes),
      api.seen(bytes, other()),
      api.seen(bytes, { folder: { path: 'Archive', role: 'inbox' } }),
    ];
    const taken = isAtOnce
      ? await Promise.all(sights.map((seen) => api.takeSeen(seen)))
      : [await api.takeSeen(sights[0]!), await api.takeSeen(sights[1]!), await api.takeSeen(sights[2]!)];
    expect(new Set(taken.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(await api.entriesOf(customerId)).toHaveLength(1);
    const mailId = (taken[0] as { mailId: string }).mailId;
    expect(await api.db.mailPlace.count({ where: { mailId } })).toBe(3);
    expect(await api.db.conversation.count({ where: { customerId } })).toBe(1);
  });

  test('a race by name: ten sights of it at once, in two mailboxes, history in one of them, make one that is live', async () => {
    const { customerId, email } = await api.payer();
    const bytes = api.mail({ from: email! });
    const sights = Array.from({ length: 10 }, (_, n) =>
      api.seen(bytes, n % 2 === 0 ? { isHistory: true } : other()),
    );
    await Promise.all(sights.map((seen) => api.takeSeen(seen)));
    expect(await api.entriesOf(customerId)).toHaveLength(1);
    const [row] = await api.db.mail.findMany({ where: { fromAddress: email! } });
    expect(row).toMatchObject({ isHistory: false, processedAt: null });
  });

  test('a folder that is read again stores nothing twice, by place and by another UIDVALIDITY', async () => {
    const { customerId, email } = await api.payer();
    const seen = api.seen(api.mail({ from: email! }));
    const first = await api.takeSeen(seen);
    expect(await api.takeSeen(seen)).toEqual(first);
    expect(await api.takeSeen({ ...seen, uidValidity: 2, uid: 7_000 })).toEqual(first);
    expect(await api.entriesOf(customerId)).toHaveLength(1);
  });

  test('mails of a careless program that share a Message-ID are two; one without any is one', async () => {
    const { customerId, email } = await api.payer();
    const careless = { 'Message-ID': '<1@localhost>' };
    await api.comes({ from: email!, text: 'One.', headers: careless });
    api.now += 60_000;
    await api.comes({ from: email!, text: 'Two.', headers: careless });
    const nameless = api.mail({ from: email!, text: 'Three.', headers: { 'Message-ID': '' } });
    await api.comes(nameless);
    await api.comes(nameless, other());
    const entries = await api.entriesOf(customerId);
    expect(entries.map(({ content }) => content)).toEqual(['One.', 'Two.', 'Three.']);
  });
});

describe('I1: history', () => {
  test('is stored and linked, and nothing follows from it', async () => {
    const letter = await api.letterTo('old@firm.example');
    const bytes = api.mail({ from: letter.email, headers: { 'In-Reply-To': letter.headerId } });
    const mailId = await api.comes(bytes, { isHistory: true });
    expect(await api.stored(mailId)).toMatchObject({
      isHistory: true,
      messageId: letter.messageId,
      verdict: 'reply',
    });
    expect(await api.db.messageEvent.count({ where: { messageId: letter.messageId } })).toBe(0);
    expect(await api.db.hold.count({ where: { customerId: letter.customerId } })).toBe(0);
    expect(await api.db.enrollment.findUniqueOrThrow({ where: { id: letter.enrollmentId } })).toMatchObject({
      status: 'active',
    });
    expect(await api.entriesOf(letter.customerId)).toHaveLength(1);
    expect(await api.db.conversation.findFirst({ where: { customerId: letter.customerId } })).toMatchObject({
      status: 'done',
    });
  });

  test.each([
    ['history first', [true, false]],
    ['live first', [false, true]],
  ])('that another mailbox saw live has its effect once: %s', async (_how, order) => {
    const letter = await api.letterTo(`both-${order[0]}@firm.example`);
    const bytes = api.mail({ from: letter.email, headers: { 'In-Reply-To': letter.headerId } });
    const mailId = await api.comes(bytes, { isHistory: order[0]! });
    expect(await api.comes(bytes, { ...other(), isHistory: order[1]! })).toBe(mailId);
    expect((await api.stored(mailId)).isHistory).toBe(false);
    expect(await api.db.messageEvent.count({ where: { messageId: letter.messageId, kind: 'reply' } })).toBe(
      1,
    );
    expect(await api.db.enrollment.findUniqueOrThrow({ where: { id: letter.enrollmentId } })).toMatchObject({
      status: 'stopped',
      stopReason: 'reply',
    });
    expect(await api.db.conversation.findFirst({ where: { customerId: letter.customerId } })).toMatchObject({
      status: 'open',
    });
    expect(await api.entriesOf(letter.customerId)).toHaveLength(1);
  });
});

describe('I2: whose it is', () => {
  test('mail from nobody we know that answers nothing of ours leaves nothing behind', async () => {
    const before = await api.db
      .$queryRaw`SELECT (SELECT count(*) FROM mail) a, (SELECT count(*) FROM mail_place) b`;
    expect(await api.take(api.mail({ from: 'who@nowhere.example', subject: 'Cheap pills' }))).toEqual({
      ignored: true,
    });
    expect(
      await api.take(
        api.mail({ from: 'who@nowhere.example', headers: { 'In-Reply-To': '<x@nowhere.example>' } }),
      ),
    ).toEqual({ ignored: true });
    expect(
      await api.db.$queryRaw`SELECT (SELECT count(*) FROM mail) a, (SELECT count(*) FROM mail_place) b`,
    ).toEqual(before);
  });

  test('mail from an unknown address that answers one of ours is that customer’s reply', async () => {
    const letter = await api.letterTo('known@unknown-one.example');
    const mailId = await api.comes({
      from: 'somebody@else.example',
      headers: { 'In-Reply-To': letter.headerId },
    });
    expect(await api.customersOf(mailId)).toEqual([letter.customerId]);
    expect(await api.stored(mailId)).toMatchObject({ verdict: 'reply', messageId: letter.messageId });
    expect(await api.entriesOf(letter.customerId)).toMatchObject([
      { contactId: null, messageId: letter.messageId },
    ]);
  });

  test('one mail to contacts of two customers belongs to both, one entry each', async () => {
    const [one, two] = [await api.payer(), await api.payer()];
    const mailId = await api.comes({ from: one.email!, headers: { Cc: two.email! } });
    expect(await api.customersOf(mailId)).toEqual([one.customerId, two.customerId].sort());
    expect(await api.entriesOf(one.customerId)).toHaveLength(1);
    expect(await api.entriesOf(two.customerId)).toHaveLength(1);
  });

  test('an address that two customers share is that of the one whose mail it answers; else of both', async () => {
    const email = 'books@accountant.example';
    const letter = await api.letterTo(email);
    const second = await api.payer({ email });
    const mailId = await api.comes({ from: email, headers: { 'In-Reply-To': letter.headerId } });
    expect(await api.customersOf(mailId)).toEqual([letter.customerId]);
    expect(await api.entriesOf(second.customerId)).toEqual([]);
  });

  test('M5: one of our own people in cc is nobody’s customer, nor is what they write to each other', async () => {
    const { email, customerId } = await api.payer();
    const { email: user } = await api.db.user.findFirstOrThrow();
    await api.payer({ email: user });
    const mailId = await api.comes({ from: email!, headers: { Cc: user } });
    expect(await api.customersOf(mailId)).toEqual([customerId]);
    const letter = await api.letterTo('among@ourselves.example');
    const inside = api.mail({ from: user, headers: { 'In-Reply-To': letter.headerId } });
    expect(await api.take(inside)).toEqual({ ignored: true });
    expect(await api.db.enrollment.findUniqueOrThrow({ where: { id: letter.enrollmentId } })).toMatchObject({
      status: 'active',
    });
  });

  test('numbers of invoices count as whole words, of that customer alone', async () => {
    const [one, two] = [await api.payer(), await api.payer()];
    await api.db.invoice.update({ where: { id: one.invoiceId }, data: { number: 'RE 5510' } });
    await api.db.invoice.update({ where: { id: two.invoiceId }, data: { number: 'RE-77' } });
    const named = async (text: string) => {
      const mailId = await api.comes({ from: one.email!, text });
      return (await api.db.mailCustomer.findFirstOrThrow({ where: { mailId } })).invoiceIds;
    };
    expect(await named('Zu re\u00a05510: bezahlt.')).toEqual([one.invoiceId]);
    expect(await named('RE 55101 und RE-77 sind bezahlt.')).toEqual([]);
  });
});

describe('I2, I7: Sent', () => {
  test('what a person of ours wrote with another program stands in the thread, in whatever order it is seen', async () => {
    for (const order of [['sent', 'inbox'] as const, ['inbox', 'sent'] as const]) {
      const { email, customerId } = await api.payer();
      const bytes = api.mail({
        from: `Ada <${api.ours}>`,
        to: email!,
        headers: { Cc: 'sales@acme.example' },
      });
      for (const role of order) await api.comes(bytes, role === 'sent' ? sentFolder : other());
      expect(await api.entriesOf(customerId)).toMatchObject([
        { kind: 'email', direction: 'outbound', data: { verdict: 'sent' } },
      ]);
    }
  });

  test('our own copy settles an uncertain message, and makes no second entry', async () => {
    const letter = await api.uncertainLetterTo('maybe@firm.example');
    const thread = () =>
      api.db.communication.count({ where: { customerId: letter.customerId, kind: 'email' } });
    const bytes = api.mail({
      from: api.ours,
      to: letter.email,
      headers: { 'Message-ID': letter.headerId, 'X-Followthrough-Message': letter.messageId },
    });
    const mailId = await api.comes(bytes, sentFolder);
    expect(await api.stored(mailId)).toMatchObject({
      verdict: 'own_copy',
      direction: 'outbound',
      text: '',
      rawHeaders: '',
    });
    expect(await api.db.message.findUniqueOrThrow({ where: { id: letter.messageId } })).toMatchObject({
      status: 'sent',
    });
    expect(await api.entriesOf(letter.customerId)).toEqual([]);
    expect(await thread()).toBe(1);
    await api.comes(bytes, { ...sentFolder, ...other() });
    expect(await thread()).toBe(1);
    expect(await api.execution(letter.executionId)).toMatchObject({ status: 'done' });
  });

  test('I7: also found as history, and where it was seen before we gave up on the server', async () => {
    const row = await api.row({ email: 'early@firm.example' });
    const claim = await api.handedOver(row);
    const { messageId } = claim.mail;
    const { headerId } = await api.db.message.findUniqueOrThrow({ where: { id: messageId } });
    const headers = { 'Message-ID': headerId, 'X-Followthrough-Message': messageId };
    await api.comes(
      { from: api.ours, to: 'early@firm.example', headers },
      { ...sentFolder, isHistory: true },
    );
    await api.settle(row, claim, { kind: 'unknown', phase: 'final_reply', reply: '' });
    const status = async () => (await api.db.message.findUniqueOrThrow({ where: { id: messageId } })).status;
    expect(await status()).toBe('uncertain');
    expect(await api.settleFoundInSent()).toBe(1);
    expect(await status()).toBe('sent');
  });
});
