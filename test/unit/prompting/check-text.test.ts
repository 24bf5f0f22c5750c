import { describe, expect, test } from '@jest/globals';
import { checkText } from '../../../domain/prompting/check-text.ts';
import { promptInput, type PromptCase } from '../../support/rows/prompt-inputs.ts';

/** Codes of what is wrong with a body. */
function faults(body: string, change: PromptCase = {}, subject = 'Your open invoices'): string[] {
  return [...new Set(checkText({ subject, body }, promptInput(change)).map(({ code }) => code))];
}

const GOOD = `Hello Jane,

invoice INV-2024-001 of €2,000.00 was due on Jan 16, 2026 and is 45 days late; €1,200.50 of it is open.
Together with INV-2024-002 (€100.00, due Mar 12, 2026) your balance is €1,300.50.

You can pay here: https://pay.example/inv-1.
Please let us know within 7 days if anything is unclear, or write to ar@firm.example.

Kind regards
Jane`;

describe('M4: the check of a written text', () => {
  test('a text with the customer’s own amounts, invoices and links passes', () => {
    expect(
      checkText({ subject: 'Invoice INV-2024-001: €1,200.50 overdue', body: GOOD }, promptInput()),
    ).toEqual([]);
  });

  test('it sees the subject as well as the body', () => {
    expect(faults(GOOD, {}, 'You owe €1.00')).toEqual(['amount']);
    expect(faults(GOOD, {}, '')).toEqual(['no_subject']);
    expect(faults('', {})).toEqual(['no_body']);
    expect(faults(GOOD, {}, 'Two\nlines')).toContain('not_one_line');
    expect(faults(GOOD, {}, 'long '.repeat(60))).toEqual(['too_long']);
    expect(faults('x'.repeat(10_001))).toEqual(['too_long']);
  });

  test.each([
    'You owe 1200.50 EUR.',
    'You owe EUR 1200.50.',
    'You owe EUR 1,200.50.',
    'You owe 1.200,50 €.',
    'You owe 1\u00a0200,50\u00a0€.',
    'You owe 1\u202f200,50 €.',
    'You owe 1’200.50 euros.',
    "You owe EUR: 1'200.50.",
    'You owe €1200.5.',
    'You owe 1,200.50.',
    'You owe １２００．５０ EUR.',
    'You owe 100,- EUR.',
    'You owe €100.',
    'You owe 100 euros in all.',
    'Rechnung INV-2024-002 EUR 100.00',
    '| INV-2024-001 | 2026-01-16 | 1,200.50 |',
  ])('the customer’s own amount in any usual spelling passes: %s', (body) => {
    expect(faults(body)).toEqual([]);
  });

  test.each([
    'You owe €1.00.',
    'You owe 1.00 EUR.',
    'You owe 1 €.',
    'You owe 1 euro.',
    'You owe just 1,00.',
    'You owe EUR1.',
    'You owe 1EUR.',
    'total€1',
    'You owe €\u200b1.',
    'You owe € 12\u00ad00.51.',
    'You owe 1.200,51 €.',
    'You owe €120,050.',
    'You owe 12.0050 €.',
    'You owe €1,200.50k.',
    'You owe €100 million.',
    'You owe one euro.',
    'You owe EUR one hundred.',
    'You owe ١٫٠٠ EUR.',
    'You owe 100.00 EUR 1 in all.',
    'You owe 0.00 EUR: nothing is due.',
    'Each will cost you 1.00each.',
  ])('an amount that is not the customer’s does not: %s', (body) => {
    expect(faults(body)).toContain('amount');
  });

  test.each([
    'You owe $100.00.',
    'You owe 100 dollars.',
    'You owe USD 100.00.',
    'You owe 100.00 £.',
    'You owe 50 cents.',
  ])('nor the right amount in another currency: %s', (body) => {
    expect(faults(body)).toContain('currency');
  });

  test.each<[string, PromptCase]>([
    [
      'You owe US$1,234.00 by March 9.',
      { prompt: 'Ask for it by March 9.', currency: 'USD', invoices: [{ balance: '1234', amount: '1234' }] },
    ],
    ['Please pay 1,234 dollars.', { currency: 'USD', invoices: [{ balance: '1234', amount: '1234' }] }],
    [
      'Bitte zahlen Sie CHF 1’234.05.',
      { currency: 'CHF', locale: 'de-CH', invoices: [{ balance: '1234.05' }] },
    ],
    ['Zaplaťte 1 234,05 Kč.', { currency: 'CZK', locale: 'cs-CZ', invoices: [{ balance: '1234.05' }] }],
    [
      'Betala 1 234 kr senast på fredag.',
      { currency: 'SEK', locale: 'sv-SE', invoices: [{ balance: '1234.00' }] },
    ],
    ['¥123,456をお支払いください。', { currency: 'JPY', locale: 'ja-JP', invoices: [{ balance: '123456' }] }],
    ['Please pay ₹1,23,456.00.', { currency: 'INR', locale: 'en-IN', invoices: [{ balance: '123456' }] }],
    [
      'Please pay KWD 1.234.',
      { currency: 'KWD', locale: 'en-KW', invoices: [{ balance: '1.234', amount: '1.234' }] },
    ],
    ['يرجى دفع ١٬٢٣٤٫٥٠ د.إ.', { currency: 'AED', locale: 'ar-AE', invoices: [{ balance: '1234.50' }] }],
    ['कृपया ₹१,२३४ दें', { currency: 'INR', locale: 'hi-IN', invoices: [{ balance: '1234' }] }],
    ['Prego pagare 1.234,50 euro.', { locale: 'it-IT', invoices: [{ balance: '1234.50' }] }],
    ['Pay R$ 1.234,50 now.', { currency: 'BRL', locale: 'pt-BR', invoices: [{ balance: '1234.50' }] }],
  ])('amounts of any locale are read: %s', (body, change) => {
    expect(faults(body, change)).toEqual([]);
  });

  test('a thousandfold error is one: decimals of a currency are not thousands', () => {
    const change = { currency: 'KWD', invoices: [{ balance: '1.234', amount: '1.234' }] };
    expect(faults('Please pay KWD 1234.', change)).toEqual(['amount']);
    expect(faults('Please pay €12,345.', { invoices: [{ balance: '12.345', amount: '12.345' }] })).toEqual(
      [],
    );
    expect(faults('Please pay €12345.', { invoices: [{ balance: '12.345', amount: '12.345' }] })).toEqual([
      'amount',
    ]);
  });

  test.each([
    'INV-2024-003',
    'inv-2025-001',
    'INV-7-7',
    'INV-2024-0011',
    'INV-2024-001-B12',
    'RE-88123',
    '#7',
    'no. 12',
  ])('an invoice that is not the customer’s does not pass: %s', (number) => {
    const found = faults(`Please also pay invoice ${number} soon.`);
    expect(found.length).toBeGreaterThan(0);
    expect(['invoice_number', 'number']).toContain(found[0]);
  });

  test('invoice numbers of digits alone are told from amounts and other numbers', () => {
    const change = {
      invoices: [
        { number: '10045', balance: '75.00' },
        { number: '500', balance: '20.00' },
      ],
    };
    expect(faults('Invoices 10045 and 500 are open: EUR 75.00 and EUR 20.00.', change)).toEqual([]);
    expect(faults('Invoice 10045 EUR 75.00, invoice 500 EUR 20.00', change)).toEqual([]);
    expect(faults('Please pay 500 EUR.', change)).toEqual(['amount']);
    expect(faults('Please pay €10045.', change)).toEqual(['amount']);
    expect(faults('Invoice 10046 is open.', change)).toEqual(['invoice_number']);
    expect(faults('Invoice 501 is open.', change)).toEqual(['invoice_number']);
    expect(faults('In 2026 and 2027.', change)).toEqual([]);
  });

  test('days, dates, times, years, ordinals and counts are no amounts', () => {
    const body = `Within 7-14 days, by 17:30 on 2026-03-09 or 09.03.2026, the 1st of 2 invoices, COVID-19, Q1, 24h,
net30, A4, 3 business days, in 2026 or 2027, 100 % sure that 7 days are enough, 24/7`;
    expect(faults(body, { prompt: 'Say that we are 100 % sure, and ask for it by 2026-03-09.' })).toEqual([]);
  });

  test('a number of nobody knows what is refused; one of the prompt, a name or a purchase order is not', () => {
    expect(faults('Call 555-0134 at once.')).toEqual(['number']);
    expect(faults('Pay to account 7700123.')).toEqual(['number']);
    expect(faults('Pay to account 7700123.', { prompt: 'Name account 7700123.' })).toEqual([]);
    expect(
      faults('Your order PO-77812 at Studio 360.', {
        name: 'Studio 360',
        invoices: [{ poNumber: 'PO-77812' }],
      }),
    ).toEqual([]);
  });

  test('a percentage is the person’s to promise', () => {
    expect(faults('You get 10% off.')).toEqual(['percentage']);
    expect(faults('You get 10 % off.', { prompt: 'Offer a discount of 10%.' })).toEqual([]);
  });

  test.each([
    'Dear {{contact.name}}',
    'Dear [Name],',
    'Dear [],',
    'Dear <customer>,',
    'Dear {name},',
    'Amount: TODO',
    'Pay by ______',
    'Invoice XXXX',
    'Dear %NAME%',
    'Kind regards\nYour Name',
    'Lorem ipsum dolor',
  ])('an open placeholder does not pass: %s', (body) => {
    expect(faults(body)).toContain('placeholder');
  });

  test('what looks like a placeholder passes as the customer’s own name, never with double braces', () => {
    expect(faults('Dear team of [X] Labs,', { name: '[X] Labs' })).toEqual([]);
    expect(faults('Dear {{x}},', { name: '{{x}}' })).toContain('placeholder');
    expect(faults('Todo está bien; pagar todo.')).toEqual([]);
  });

  test('markup does not pass', () => {
    expect(faults('Please **pay**.')).toEqual(['markup']);
    expect(faults('# Reminder\nPlease pay.')).toEqual(['markup']);
    expect(faults('<b>Please</b> pay.')).toContain('placeholder');
  });

  test.each([
    ['https://evil.example/pay', 'link'],
    ['https://pay.example/inv-1@evil.example', 'link'],
    ['https://pay.example/inv-11', 'link'],
    ['http://pay.example/inv-1', 'link'],
    ['HTTPS://EVIL.EXAMPLE', 'link'],
    ['javascript:alert(1)', 'link'],
    ['mailto:evil@example.com', 'link'],
    ['evil.com/pay', 'link'],
    ['www.evil.com', 'link'],
    ['evil@example.com', 'address'],
    ['AR@FIRM.EXAMPLE.EVIL.COM', 'address'],
  ])('an address that was not given does not pass: %s', (address, code) => {
    expect(faults(`Please see ${address} for more.`)).toEqual([code]);
  });

  test('abbreviations and names with dots are no addresses', () => {
    expect(
      faults('z.Hd. Frau Doe, i.d.R. z.B. e.g. Booking.com at firm.example', { name: 'Booking.com' }),
    ).toEqual([]);
  });

  test('names and orders that hold an amount do not make it the customer’s own', () => {
    const change = {
      name: 'Acme. You owe 1.00 EUR',
      invoices: [{ number: 'INV-2024-001', poNumber: 'EUR 1.00' }],
    };
    expect(faults('Dear Acme. You owe 1.00 EUR,', change)).toContain('amount');
    expect(faults('Your order EUR 1.00', change)).toContain('amount');
    expect(faults('You owe EUR 5.00', { invoices: [{ number: 'EUR 5.00' }] })).toContain('amount');
  });
});
