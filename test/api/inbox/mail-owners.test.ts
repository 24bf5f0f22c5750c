import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { areOfInterest } from '../../../commands/inbox/are-of-interest.ts';
import { InboxWorld } from '../../support/worlds/inbox-world.ts';

const api = new InboxWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

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

test('I2: of a page of headers, those are wanted that are of somebody we know or answer something of ours', async () => {
  const letter = await api.letterTo('wanted@firm.example');
  const { email } = await api.payer();
  const thread = { 'Message-ID': '<root@customer.example>' };
  await api.comes({ from: email!, headers: thread });
  const { email: user } = await api.db.user.findFirstOrThrow({ orderBy: { id: 'asc' } });
  const stranger = { from: 'who@nowhere.example', subject: 'Hello' };
  const pages = {
    contact: { ...stranger, from: email!.toUpperCase() },
    toContact: { ...stranger, headers: { Cc: email! } },
    answer: { ...stranger, headers: { References: letter.headerId } },
    inThread: { ...stranger, headers: { 'In-Reply-To': '<root@customer.example>' } },
    ownCopy: { ...stranger, from: api.ours, headers: { 'Message-ID': letter.headerId } },
    stranger,
    among: { ...stranger, from: user, to: api.ours },
  };
  const names = Object.keys(pages);
  const heads = Object.values(pages).map((written, uid) => ({ uid, headers: api.mail(written), size: 1 }));
  const wanted = await areOfInterest(api.deps, { heads });
  expect(names.filter((_name, uid) => wanted.has(uid))).toEqual([
    'contact',
    'toContact',
    'answer',
    'inThread',
    'ownCopy',
  ]);
});
