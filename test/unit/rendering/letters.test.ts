import { describe, expect, test } from '@jest/globals';
import { LANGUAGES, TONES, type Language } from '../../../contracts/kinds.ts';
import { LETTER_TEXTS } from '../../../domain/rendering/letters/texts.ts';
import { UNSUBSCRIBE_WORDS } from '../../../domain/rendering/letters/unsubscribe-words.ts';
import { findEmailProblems, renderEmail, type EmailTemplates } from '../../../domain/rendering/message.ts';
import { formatDate, formatMoney } from '../../../domain/rendering/formatting.ts';
import type { RenderFacts } from '../../../domain/rendering/facts.ts';
import { factsIn, lettersIn, LOCALES, OTHER_LANGUAGES, VARIANTS } from '../../support/rows/letters.ts';

function rendered(
  templates: EmailTemplates,
  facts: RenderFacts,
): { subject: string; html: string; text: string } {
  const email = renderEmail(templates, facts);
  if (!email.ok) throw new Error(JSON.stringify(email.problems));
  return email;
}

const plainOf = (html: string): string => html.replace(/<[^>]*>/g, ' ').replaceAll('&#39;', "'");

/** Words that English shares with another language, and what everybody writes the same. */
const SHARED: Record<Language, readonly string[]> = {
  en: [],
  de: ['an', 'in'],
  fr: ['date', 'total'],
  es: ['mar', 'plan', 'total'],
  it: ['in', 'mar'],
  nl: ['is', 'jan', 'of', 'open'],
  pt: ['as', 'do', 'for', 'ignore', 'total'],
  pl: ['do', 'mar', 'plan', 'to'],
  sv: ['jan'],
  ja: [],
};
const EVERYWHERE = ['pdf', 'online', 'qxz', 'vwq', 'inv', 'po', 'jane', 'doe'];

const wordsOf = (text: string): string[] =>
  text
    .replace(/https?:\/\/\S+/g, ' ')
    .toLowerCase()
    .match(/\p{L}+/gu) ?? [];

const englishWords = new Set(
  lettersIn('en').flatMap(([, level, templates]) => {
    const { subject, text, html } = rendered(templates, factsIn('en', 'everything known', level));
    return wordsOf(`${subject} ${text} ${plainOf(html)}`);
  }),
);

describe.each(LANGUAGES.map((language) => [language] as const))('letters in %s', (language) => {
  const locale = LOCALES[language];

  test('M3, M6: every letter and tone could be saved, and renders with every variant of facts', () => {
    for (const [name, level, templates] of lettersIn(language)) {
      expect([name, findEmailProblems(templates, level)]).toEqual([name, []]);
      for (const variant of Object.keys(VARIANTS)) {
        const { subject, html, text } = rendered(templates, factsIn(language, variant, level));
        for (const part of [subject, html, text]) expect(part).not.toMatch(/\{\{|\}\}|\bnull\b|undefined/);
        expect(text).not.toMatch(/[ \t]+$/m);
        expect(text).not.toMatch(/\n{3,}/);
        expect(text).not.toMatch(/<[a-z/]/);
      }
    }
  });

  test('M2: money and dates are written as its readers write them', () => {
    const facts = factsIn(language, 'everything known');
    for (const [, level, templates] of lettersIn(language)) {
      const { html, text } = rendered(templates, factsIn(language, 'everything known', level));
      for (const part of [plainOf(html), text]) {
        expect(part).toContain(formatMoney('1200.50', 'EUR', locale));
        expect(part).toContain(formatDate('2026-01-16', locale));
        expect(part).toContain('PO-77');
      }
      expect(text.match(/https:\/\/pay\.example\/u\/1/g)).toHaveLength(1);
      expect(text).toContain(facts.invoices[0]!.payUrl!);
    }
  });

  test('M6: tones grow firmer: no two letters say the same', () => {
    for (const about of ['account', 'invoice', 'open'] as const) {
      const subjects = TONES.map((tone) => LETTER_TEXTS[language].tones[tone].subject[about]);
      expect(new Set(subjects).size).toBe(TONES.length);
    }
    const closings = TONES.map((tone) => LETTER_TEXTS[language].tones[tone].closing.join());
    expect(new Set(closings).size).toBe(TONES.length);
  });

  test('M6: who has no name is greeted without one, and a department is nobody', () => {
    for (const [, level, templates] of lettersIn(language)) {
      for (const variant of ['no name', 'a department'])
        expect(rendered(templates, factsIn(language, variant, level)).text).not.toMatch(
          /Accounts|Payable|Doe/,
        );
    }
  });

  test('C18: a letter about an account names the credit and what is left, and says nothing of none', () => {
    for (const [, level, templates] of lettersIn(language)) {
      if (level === 'invoice') continue;
      const credit = formatMoney('25', 'EUR', locale);
      const withCredit = rendered(templates, factsIn(language, 'everything known', level)).text;
      expect(withCredit).toContain(credit);
      expect(withCredit).toContain(formatMoney('1255.50', 'EUR', locale));
      expect(rendered(templates, factsIn(language, 'one invoice', level)).text).not.toContain(credit);
    }
  });

  test('C18: a subject names what is left to pay where credit counts, and all of it where none does', () => {
    const facts = factsIn(language, 'everything known');
    const gross = formatMoney('1280.50', 'EUR', locale);
    for (const [name, level, templates] of lettersIn(language)) {
      if (level === 'invoice') continue;
      const { subject } = rendered(templates, facts);
      expect([name, subject]).toEqual([name, expect.stringContaining(formatMoney('1255.50', 'EUR', locale))]);
      expect(subject).not.toContain(gross);
      expect(rendered(templates, { ...facts, credit: '0' }).subject).toContain(gross);
    }
  });

  test('C18: a letter about one invoice names what credit covers of it and what is left', () => {
    for (const [, level, templates] of lettersIn(language)) {
      if (level === 'account') continue;
      const facts = factsIn(language, 'everything known', level);
      const covered = { ...facts, invoice: { ...facts.invoice!, credit: '100.25' } };
      const { text, html } = rendered(templates, covered);
      for (const part of [text, plainOf(html)]) {
        expect(part).toContain(formatMoney('100.25', 'EUR', locale));
        expect(part).toContain(formatMoney('1100.25', 'EUR', locale));
      }
      expect(rendered(templates, facts).text).not.toContain(formatMoney('100.25', 'EUR', locale));
    }
  });

  test('its HTML says which language it is, and no text holds HTML of its own', () => {
    for (const [, , { bodyHtml }] of lettersIn(language).filter(([name]) => !name.includes('plain')))
      expect(bodyHtml).toContain(`<html lang="${language}">`);
    expect(JSON.stringify([LETTER_TEXTS[language], UNSUBSCRIBE_WORDS[language]])).not.toMatch(/[<>&]/);
  });
});

test.each(OTHER_LANGUAGES.map((language) => [language] as const))(
  'M6: no English word is left in %s',
  (language) => {
    const known = new Set([...EVERYWHERE, ...SHARED[language]]);
    const left = new Set<string>();
    for (const [, level, templates] of lettersIn(language)) {
      for (const variant of ['everything known', 'no name']) {
        const { subject, html, text } = rendered(templates, factsIn(language, variant, level));
        for (const word of wordsOf(`${subject} ${text} ${plainOf(html)}`))
          if (englishWords.has(word) && word.length > 1 && !known.has(word)) left.add(word);
      }
    }
    expect([...left].sort()).toEqual([]);
  },
);

/** What a letter says of so many invoices, so many days late. */
function countsIn(language: Language, invoices: number, days: number): string {
  const [, , templates] = lettersIn(language)[0]!;
  const dueOn = new Date(Date.UTC(2026, 2, 2 - days)).toISOString().slice(0, 10);
  const [invoice] = factsIn(language, 'one invoice').invoices;
  const all = Array.from({ length: invoices }, () => ({ ...invoice!, dueOn }));
  return rendered(templates, { ...factsIn(language, 'one invoice'), invoices: all }).text;
}

describe('M6: plurals follow the language of the words', () => {
  test.each([
    ['pl', 1, 1, '1 dzień po terminie', '(1 faktura)'],
    ['pl', 2, 3, '3 dni po terminie', '(2 faktury)'],
    ['pl', 5, 22, '22 dni po terminie', '(5 faktur)'],
    ['pl', 22, 5, '5 dni po terminie', '(22 faktury)'],
    ['en', 1, 1, '1 day overdue', '(1 invoice)'],
    ['en', 2, 2, '2 days overdue', '(2 invoices)'],
    ['de', 1, 1, 'seit 1 Tag überfällig', '(1 Rechnung)'],
    ['de', 2, 2, 'seit 2 Tagen überfällig', '(2 Rechnungen)'],
    ['fr', 2, 1, '1 jour de retard', '(2 factures)'],
    ['sv', 1, 2, '2 dagar försenad', '(1 faktura)'],
    ['ja', 1, 1, '期日から1日経過', '(1件)'],
  ] as const)('%s: %d invoices, %d days', (language, invoices, days, late, count) => {
    const text = countsIn(language, invoices, days);
    expect(text).toContain(late);
    expect(text).toContain(count);
  });

  test('one invoice is spoken of as one, in every language that tells them apart', () => {
    for (const language of LANGUAGES.filter((each) => each !== 'ja'))
      expect(countsIn(language, 1, 3).split('\n')[2]).not.toBe(countsIn(language, 2, 3).split('\n')[2]);
  });
});

test('M2: yen have no decimals, and stand as Japanese letters write them', () => {
  const facts = factsIn('ja', 'one invoice');
  const invoices = [{ ...facts.invoices[0]!, currency: 'JPY', balance: '120050', amount: '120050' }];
  const customer = { ...facts.customer, name: '株式会社青空', currency: 'JPY' };
  const [, , templates] = lettersIn('ja')[0]!;
  const named = { ...facts, customer, invoices, contact: { ...facts.contact, name: '高橋 陽菜' } };
  const { text, subject } = rendered(templates, named);
  expect(text.startsWith('株式会社青空\n高橋 陽菜 様\n\n')).toBe(true);
  expect(text).toContain('￥120,050');
  expect(text).toContain('2026/01/16');
  expect(subject).toBe('【お支払いのご確認】期日超過分￥120,050（Vwq）');
  const nobody = { ...named, contact: { ...named.contact, name: null } };
  expect(rendered(templates, nobody).text.startsWith('株式会社青空 御中\n\n')).toBe(true);
});
