import { describe, expect, test } from '@jest/globals';
import { checkText } from '../../../domain/prompting/check-text.ts';
import { promptInput, type PromptCase } from '../../support/rows/prompt-inputs.ts';

/** Codes of what is wrong with a body. */
function faults(body: string, change: PromptCase = {}, subject = 'Your open invoices'): string[] {
  return [...new Set(checkText({ subject, body }, promptInput(change)).map(({ code }) => code))];
}

describe('M4: days and short numbers of invoices', () => {
  test.each([
    'Please pay by March 9.',
    'Please pay by 9 March 2026.',
    'Please pay by 2026-03-09.',
    'Please pay by 3/9/2026.',
    'Please pay by 3/9.',
    'Zahlen Sie bis zum 9. März 2026.',
    'Zahlen Sie bis zum 9.3.',
    'Zahlen Sie bis 09. 03. 2026.',
    'Payez avant le 9 mars 2026.',
    'Pague antes del 9 de marzo de 2026.',
    'Prosimy o zapłatę do 9 marca 2026.',
    '2026年3月9日までにお支払いください。',
    '3月9日までにお支払いください。',
    'It was due on January 16, 2025.',
    'All invoices of April 2026 are open.',
  ])('a day that is not the customer’s own does not pass: %s', (body) => {
    expect(faults(body)).toContain('date');
    expect(
      faults(body, { prompt: 'Ask for payment by March 9, 2026; name January 16, 2025 and April 2026.' }),
    ).toEqual([]);
  });

  test.each([
    'It was due on January 16.',
    'It was due on 16 Jan 2026.',
    'It was due on 1/16/26 and on 16.1.2026.',
    'Sie war am 16. Januar 2026 fällig, am 16.01.',
    'Elle était due le 16 janvier 2026.',
    'Venció el 16 de enero de 2026.',
    'Termin minął 16 stycznia 2026.',
    '期日は2026年1月16日です。',
    'As of March 2, 2026 it is open.',
    'All invoices of January 2026 are open.',
  ])('the customer’s own day in any usual spelling passes: %s', (body) => {
    expect(faults(body)).toEqual([]);
  });

  test.each([
    'Invoice 13 is open.',
    'Invoices 12 and 13 are open.',
    'Rechnung Nr. 13 ist offen.',
    'Die Rechnung 13 ist offen.',
    'La facture n° 13 est ouverte.',
    'La factura 13 sigue pendiente.',
    'La fattura 13 è scaduta.',
    'Factuur 13 is vervallen.',
    'A fatura 13 venceu.',
    'Faktura 13 jest otwarta.',
    '請求書13をお支払いください。',
    '請求書番号：13',
  ])('M4: a short number of an invoice that is not the customer’s does not pass: %s', (body) => {
    const change = { invoices: [{ number: '12', balance: '75.00', amount: '75.00' }] };
    expect(faults(body, change)).toEqual(['invoice_number']);
    expect(faults(body.replaceAll('13', '12'), change)).toEqual([]);
  });

  test('a count behind the word is no number of an invoice', () => {
    expect(faults('Your invoices 45 days overdue; Rechnungen 7 Tage nach Fälligkeit.')).toEqual([]);
  });
});
