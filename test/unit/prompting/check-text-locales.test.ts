import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkText } from '../../../domain/prompting/check-text.ts';
import { ownAmounts } from '../../../domain/prompting/own-facts.ts';
import { valuesOf } from '../../../domain/prompting/numbers.ts';
import { plainCharacters } from '../../../domain/prompting/plain-characters.ts';
import { promptDataOf, type PromptInput } from '../../../domain/prompting/prompt-data.ts';
import { promptInput } from '../../support/rows/prompt-inputs.ts';
import { runs } from '../../support/rows/runs.ts';

const LOCALES =
  `en en-GB en-IN de-DE de-CH de-AT fr-FR fr-CH fr-CA es-ES es-MX it-IT pt-BR pt-PT nl-NL sv-SE nb-NO da-DK
  fi-FI pl-PL cs-CZ hu-HU ru-RU uk-UA tr-TR el-GR he-IL ar-EG fa-IR hi-IN bn-BD th-TH ja-JP ko-KR zh-CN xx-unknown`.split(
    /\s+/,
  );
const CURRENCIES = 'EUR USD GBP CHF JPY INR SEK PLN BRL AED KWD KRW MXN CAD'.split(' ');
const NUMBERS = ['INV-%', '2026-%', '%', 'RE%/26', 'F%A'];

const inputs = fc
  .record({
    locale: fc.constantFrom(...LOCALES),
    currency: fc.constantFrom(...CURRENCIES),
    shape: fc.constantFrom(...NUMBERS),
    invoices: fc.array(
      fc.record({
        cents: fc.integer({ min: 100_00, max: 9_999_999_99 }),
        daysLate: fc.integer({ min: 1, max: 400 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ locale, currency, shape, invoices }) =>
    promptInput({
      locale,
      currency,
      invoices: invoices.map(({ cents, daysLate }, index) => ({
        number: shape.replace('%', String(10_412 + index * 731)),
        balance: (cents / 100).toFixed(2),
        amount: (cents / 100).toFixed(2),
        dueOn: new Date(Date.parse('2026-03-02') - daysLate * 86_400_000).toISOString().slice(0, 10),
        payUrl: `https://pay.example/${index}`,
      })),
    }),
  );

/** What a faithful writer makes of the data: each amount, number and day as it was given. */
function faithful(input: PromptInput): { subject: string; body: string } {
  const { invoices, balance, today } = promptDataOf(input);
  const lines = invoices.map(
    (invoice) =>
      `- ${invoice.number} (${invoice.issuedOn} – ${invoice.dueOn}, ${invoice.daysOverdue}): ${invoice.balance}, ${invoice.payUrl}`,
  );
  return {
    subject: `${invoices[0]!.number}: ${balance.overdue}`,
    body: `${today}\n\n${lines.join('\n')}\n\n${balance.total}; ${balance.total}.`,
  };
}

describe('M4: the check in every locale', () => {
  test('what repeats the data as it was given passes', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        expect(checkText(faithful(input), input)).toEqual([]);
      }),
      runs({ test: 60, proof: 2_000 }),
    );
  });

  test('one digit of one amount changed, and it does not', () => {
    fc.assert(
      fc.property(inputs, fc.nat(), fc.integer({ min: 1, max: 9 }), (input, place, step) => {
        const { subject, body } = faithful(input);
        const amount = promptDataOf(input).balance.total;
        const digits = [...plainCharacters(amount).matchAll(/\d/g)].map(({ index }) => index);
        const at = digits[place % digits.length]!;
        const plain = plainCharacters(amount);
        const wrong = `${plain.slice(0, at)}${(Number(plain[at]) + step) % 10}${plain.slice(at + 1)}`;
        const number = /\d[\d.,' ]*\d|\d/.exec(wrong)![0];
        const own = ownAmounts(input.facts);
        fc.pre(!valuesOf(number).some((value) => own.has(value)));
        const changed = body.slice(0, body.lastIndexOf(amount)) + wrong;
        const codes = checkText({ subject, body: changed }, input).map(({ code }) => code);
        expect(codes).toContain('amount');
      }),
      runs({ test: 60, proof: 2_000 }),
    );
  });
});
