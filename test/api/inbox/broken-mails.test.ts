import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mailReader } from '../../../infra/inbox/mail-reader.ts';
import { InboxWorld } from '../../support/worlds/inbox-world.ts';

const api = new InboxWorld();
beforeAll(() => api.open());
beforeEach(() => {
  api.reader = mailReader;
});
afterAll(() => api.close());

describe('I2: a mail that is broken is stored as far as it goes', () => {
  test('NUL bytes, halves of characters and control characters, wherever they stand', async () => {
    const { email, customerId } = await api.payer();
    const bytes = api.mail({
      from: `"A\0B" <${email!}>`,
      subject: 'Nul\0 =?utf-8?B?4pyTAA==?=',
      text: 'before\0after',
      headers: { 'X-Odd': 'a\0b', Cc: 'x\0y@nul.example' },
    });
    const mailId = await api.comes(Buffer.concat([bytes, Buffer.from([0, 0xed, 0xa0, 0x80, 0xff])]));
    const stored = await api.stored(mailId);
    expect(stored.text).toContain('before');
    expect(
      JSON.stringify(stored, (_key, value: unknown) => (typeof value === 'bigint' ? '' : value)),
    ).not.toContain('\\u0000');
    expect(await api.entriesOf(customerId)).toHaveLength(1);
  });

  test('what a reader lets through is cleaned once more before it is stored', async () => {
    const { email } = await api.payer();
    api.reader = {
      ...mailReader,
      readMail: async (bytes) => ({
        ...(await mailReader.readMail(bytes)),
        subject: 'S\0\ud800',
        text: 'T\0\udc00',
        html: '<p>\0</p>',
        rawHeaders: 'H\0',
        messageId: `<${'i'.repeat(5_000)}@x.example>`,
        references: ['<\0@x>', `<${'r'.repeat(5_000)}@x.example>`],
        to: [{ address: 'a\0@x.example', name: '\ud800' }],
        parts: [
          {
            contentType: 'a\0/b',
            name: '../../\0etc',
            size: 1,
            contentId: '\0',
            isInline: false,
            content: new Uint8Array([1]),
          },
        ],
      }),
    };
    const stored = await api.stored(await api.comes({ from: email! }));
    expect(stored).toMatchObject({
      subject: 'S',
      text: 'T',
      html: '<p></p>',
      rawHeaders: 'H',
      headerId: null,
    });
  });

  test('ten thousand headers, one of a megabyte, and a subject of a hundred thousand characters', async () => {
    const { email } = await api.payer();
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`X-${n}`, 'v']));
    const bytes = api.mail({
      from: email!,
      subject: 's'.repeat(100_000),
      headers: { ...many, 'X-Long': 'l'.repeat(1_000_000), References: '<a@b.example> '.repeat(5_000) },
    });
    const stored = await api.stored(await api.comes(bytes));
    expect(stored.rawHeaders.length).toBeLessThanOrEqual(64 * 1024);
    expect(stored.subject.length).toBeLessThanOrEqual(1_000);
    expect(stored.referenceIds.length).toBeLessThanOrEqual(100);
  });

  test('one that nobody can read keeps its headers, and is put before a person', async () => {
    const letter = await api.letterTo('poison@firm.example');
    api.reader = { ...mailReader, readMail: () => Promise.reject(new Error('poison')) };
    const mailId = await api.comes({ from: letter.email, headers: { 'In-Reply-To': letter.headerId } });
    const stored = await api.stored(mailId);
    expect(stored).toMatchObject({
      verdict: 'reply',
      messageId: letter.messageId,
      text: '',
      problems: ['unreadable'],
    });
    expect(stored.rawHeaders).toContain(letter.headerId);
  });

  test('one whose HTML trips up whoever makes it safe has none', async () => {
    const { email } = await api.payer();
    api.reader = {
      ...mailReader,
      safeHtmlOf: () => {
        throw new Error('poison');
      },
    };
    const body = 'Content-Type: text/html\r\n\r\n<p>Hello</p>\r\n';
    const stored = await api.stored(await api.comes({ from: email!, body }));
    expect(stored).toMatchObject({ html: null, text: 'Hello', problems: ['html_left_out'] });
  });

  test('one whose words the database refuses is stored without them', async () => {
    const { email, customerId } = await api.payer();
    const refusing = api.deps.store.mails;
    const insert = refusing.insert;
    const seen = api.seen(api.mail({ from: email!, text: 'poison' }));
    const store = {
      ...api.deps.store,
      mails: {
        ...refusing,
        insert: ((tx, mail) =>
          mail.text.includes('poison')
            ? Promise.reject(Object.assign(new Error('invalid byte sequence'), { code: '22021' }))
            : insert(tx, mail)) satisfies typeof insert,
      },
    };
    const taken = await api.takeSeen(seen, { ...api.deps, store });
    const stored = await api.stored((taken as { mailId: string }).mailId);
    expect(stored).toMatchObject({ text: '', problems: ['not_stored'], verdict: 'reply' });
    expect(await api.entriesOf(customerId)).toHaveLength(1);
  });

  test('of one that is too large its beginning is kept, and that it is so', async () => {
    const { email } = await api.payer();
    const stored = await api.stored(
      await api.comes({ from: email! }, { extent: 'beginning', size: 40_000_000 }),
    );
    expect(stored.problems).toContain('mail_cut');
    expect(stored.size).toBe(40_000_000);
  });

  test('a database that is gone is no property of the mail', async () => {
    const { email } = await api.payer();
    const gone = Object.assign(new Error('gone'), { code: '57P01' });
    const store = {
      ...api.deps.store,
      mails: { ...api.deps.store.mails, insert: () => Promise.reject(gone) },
    };
    await expect(api.takeSeen(api.seen(api.mail({ from: email! })), { ...api.deps, store })).rejects.toBe(
      gone,
    );
    expect(await api.db.mail.count({ where: { fromAddress: email! } })).toBe(0);
  });
});
