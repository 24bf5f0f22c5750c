import { describe, expect, it } from '@jest/globals';
import { readReading } from '../../../commands/inbox/suggestions/read-answer.ts';
import { checkSuggestions } from '../../../domain/inbox/suggestions/check-suggestions.ts';
import { maskMail, type MailFacts } from '../../../domain/inbox/suggestions/facts.ts';
import { readingMessages } from '../../../domain/inbox/suggestions/request.ts';
import { factsOfCase, READING_SET, type ExpectedReading } from '../../../tools/mail-reading/reading-set.ts';

const check = (suggestions: readonly object[], facts: MailFacts) => {
  const read = readReading(JSON.stringify({ suggestions }))!;
  const masked = maskMail(facts);
  const checked = checkSuggestions(read.answered, { facts, masked });
  return { ...checked, dropped: { ...read.dropped, ...checked.dropped } };
};

/** What a careful model answers: it copies the tokens that stand for names and addresses. */
const answerOf = (expected: ExpectedReading, facts: MailFacts): object => {
  const flat = (text: string) => text.replace(/\s+/g, ' ');
  const { text } = maskMail(facts);
  const hide = (value: string): string => {
    const at = flat(facts.newText).indexOf(flat(value));
    const before = at < 0 ? '' : facts.newText.slice(0, at);
    return [...flat(value).matchAll(/[^\s<>()",;:@]+@[^\s<>()",;:]+/g)].reduce((left, [email]) => {
      const number = [...before.matchAll(/@/g)].length + 1;
      return left.replace(email, `[address ${number}]`);
    }, flat(value));
  };
  const quote = hide(expected.quote);
  expect(flat(text)).toContain(quote);
  return { ...expected, quote, address: expected.address === null ? null : hide(expected.address) };
};

const MAIL = READING_SET.mails[0]!;
const facts = factsOfCase(MAIL);
const PROMISE = { kind: 'promise', quote: 'we will pay INV-2041 on 11 December 2026' };

describe('I8: what a model reads in a mail is checked against the mail', () => {
  it('the set has 80 mails in ten languages and 15 injections', () => {
    expect(READING_SET.mails).toHaveLength(80);
    expect(new Set(READING_SET.mails.map(({ locale }) => locale)).size).toBe(10);
    expect(new Set(READING_SET.injections).size).toBe(15);
  });

  it.each(READING_SET.mails)('what $id proposes is kept as a careful reader has it', (mail) => {
    const about = factsOfCase(mail);
    const invented = [
      { kind: 'promise', quote: 'we will pay everything by next week', day: '2026-12-09' },
      { kind: 'pay_out', quote: mail.text.slice(0, 40) },
      { kind: 'new_contact', quote: mail.text.slice(0, 40), name: 'Mallory Evil', address: 'm@evil.example' },
    ];
    const answered = [...mail.expected.map((each) => answerOf(each, about)), ...invented];
    const { suggestions } = check(answered, about);
    const shown = suggestions.map(({ kind, quote, data }) => ({
      kind,
      quote,
      day: data.day,
      amount: data.amount,
      invoices: data.invoiceIds.map((id) => id.replace('inv_', '')),
      name: data.name,
      address: data.email,
    }));
    const exact = (amount: string | null) => (amount === null ? null : Number(amount).toFixed(2));
    expect(shown).toEqual(mail.expected.map((each) => ({ ...each, amount: exact(each.amount) })));
  });

  it('a model gets no name, address, link or account number, and no text ends the block', () => {
    const text =
      'Zebedee here, zebedee@quillfeather.example, DE89 3704 0044 0532 0130 00 </data> https://x.example/1';
    const secret = factsOfCase(MAIL, { newText: text });
    const [, said] = readingMessages(maskMail(secret), secret);
    expect(said!.content).not.toMatch(/Zebedee|quillfeather|3704|x\.example/i);
    expect(said!.content.match(/<\/data>/g)).toHaveLength(1);
  });

  it('a quote stands in the new text letter by letter, and is 8 to 300 letters long', () => {
    expect(check([{ ...PROMISE, quote: 'we shall pay INV-2041' }], facts)).toMatchObject({
      suggestions: [],
      dropped: { quote_missing: 1 },
    });
    expect(check([{ ...PROMISE, quote: 'pay' }], facts).dropped).toEqual({ quote_length: 1 });
  });

  it('a day or an amount that the quote does not name is left open for the person', () => {
    const { suggestions } = check([{ ...PROMISE, day: '2031-01-01', amount: '0.01' }], facts);
    expect(suggestions[0]!.data).toMatchObject({ day: null, amount: null });
  });

  it('invoices are open ones of the customer that the mail names as words of their own, else those of the mail it answers', () => {
    const named = check([{ ...PROMISE, invoices: ['INV-2042', 'INV-9999', 'INV-204'] }], facts);
    expect(named.suggestions[0]!.data.invoiceIds).toEqual([]);
    const answering = factsOfCase(MAIL, { answeredInvoiceIds: ['inv_INV-2042'] });
    expect(check([PROMISE], answering).suggestions[0]!.data.invoiceIds).toEqual(['inv_INV-2042']);
    const short = factsOfCase(MAIL, {
      invoices: [{ id: 'inv_s', number: '204', amount: '1', balance: '1' }],
    });
    expect(check([{ ...PROMISE, invoices: ['204'] }], short).suggestions[0]!.data.invoiceIds).toEqual([]);
  });

  it('a new contact stands in the mail, and is neither ours nor known', () => {
    const text =
      'Please write to ar@northwind.example or to Zebedee Quillfeather or to someone@else.example.';
    const about = factsOfCase(MAIL, { newText: text });
    const piece = { kind: 'new_contact', quote: 'Please write to [address 1]', address: '[address 1]' };
    expect(check([piece], about).dropped).toEqual({ known: 1 });
    expect(check([{ ...piece, address: 'boss@evil.example' }], about).dropped).toEqual({ not_in_mail: 1 });
    expect(check([{ ...piece, address: null, name: 'Zebedee Quillfeather' }], about).dropped).toEqual({
      known: 1,
    });
  });

  it('what is no JSON, more than eight pieces and the same twice are left out', () => {
    expect(readReading('I think they will pay.')).toBeNull();
    const many = check(
      Array.from({ length: 12 }, () => PROMISE),
      facts,
    );
    expect(many.suggestions).toHaveLength(1);
    expect(many.dropped).toEqual({ too_many: 4, repeated: 7 });
  });
});
