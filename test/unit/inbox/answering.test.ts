import { describe, expect, test } from '@jest/globals';
import { MAIL_VERDICTS } from '../../../contracts/inbox/kinds.ts';
import { contentOfAnswer } from '../../../domain/inbox/answer-content.ts';
import { answeringOf, type AnswerableMail } from '../../../domain/inbox/answering.ts';
import { placingOf } from '../../../domain/inbox/placing.ts';

const mail = (change: Partial<AnswerableMail> = {}): AnswerableMail => ({
  mailId: 'mai_1',
  verdict: 'reply',
  mailboxId: 'mbx_1',
  aliases: [],
  contactId: null,
  from: 'ann@debtor.example',
  people: [],
  subject: 'Your invoice',
  headerId: '<two@debtor.example>',
  referenceIds: ['<one@us>'],
  ours: ['ar@acme.example'],
  ...change,
});

describe('I5: what an answer would be', () => {
  test('goes in the thread of its mail, from the root, with `Re: ` once', () => {
    expect(answeringOf(mail({ subject: 'RE: Re: Your invoice' }))).toMatchObject({
      subject: 'Re: Your invoice',
      threadId: '<two@debtor.example>',
      referenceIds: ['<one@us>', '<two@debtor.example>'],
    });
  });

  test('a long thread keeps its root and its end, and what cannot stand in a header is left out', () => {
    const referenceIds = [
      '<root@us>',
      '<bro ken@x>',
      'bare@x',
      ...Array.from({ length: 50 }, (_, n) => `<${n}@x>`),
    ];
    const { referenceIds: named } = answeringOf(mail({ referenceIds }));
    expect(named).toHaveLength(20);
    expect([named[0], named.at(-2), named.at(-1)]).toEqual(['<root@us>', '<49@x>', '<two@debtor.example>']);
    expect(answeringOf(mail({ headerId: '<a\r\nBcc: x@y>', referenceIds: [] }))).toMatchObject({
      threadId: null,
      referenceIds: [],
    });
  });

  test('leaves from the alias that they wrote to', () => {
    const people = [{ kind: 'to', address: 'Billing@acme.example' }] as const;
    expect(answeringOf(mail({ aliases: ['billing@acme.example'], people })).fromAddress).toBe(
      'billing@acme.example',
    );
    expect(answeringOf(mail({ aliases: ['billing@acme.example'] })).fromAddress).toBeNull();
  });

  test('a Reply-To that is our own does not make us answer ourselves', () => {
    const people = [{ kind: 'reply_to', address: 'AR@acme.example' }] as const;
    expect(answeringOf(mail({ people })).to).toEqual(['ann@debtor.example']);
  });

  test('only what a person wrote is answered, to an address that there is', () => {
    const answerable = MAIL_VERDICTS.filter((verdict) => answeringOf(mail({ verdict })).problem === null);
    expect(answerable).toEqual(['reply', 'out_of_office', 'opt_out']);
    for (const from of ['', '[erased]', 'no address', 'ar@acme.example'])
      expect(answeringOf(mail({ from })).problem).not.toBeNull();
  });

  test('a mail without a subject is answered with one', () => {
    expect(answeringOf(mail({ subject: '  ' })).subject).toBe('Re: Your message');
  });
});

describe('I5: what a mail does to conversations', () => {
  const opening = (isHistory: boolean) =>
    MAIL_VERDICTS.filter((verdict) => placingOf({ verdict, isHistory })?.opens === true);

  test('a person’s mail is to be answered, a machine’s is not, and of history nothing follows', () => {
    expect(opening(false)).toEqual(['reply', 'opt_out']);
    expect(opening(true)).toEqual([]);
  });
});

describe('M1: the signature of an answer', () => {
  const none = { signatureHtml: null, signatureText: null };
  const written = { subject: 'Re: x', to: ['a@b.example'], cc: [] };

  test('stands below the words, inside a whole document', () => {
    const html = '<html><body><p>Hello</p></body></html>';
    const mailbox = { signatureHtml: '<p>Ada</p>', signatureText: null };
    expect(contentOfAnswer({ ...written, body: html }, mailbox).pinned).toMatchObject({
      body: '<html><body><p>Hello</p><p>Ada</p>\n</body></html>',
      bodyText: 'Hello\n\nAda',
    });
  });

  test('without one the words are all', () => {
    expect(contentOfAnswer({ ...written, body: 'Hello\n' }, none).pinned).toMatchObject({
      body: '<p>Hello</p>',
      bodyText: 'Hello\n',
    });
  });
});
