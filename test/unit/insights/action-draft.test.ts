import { describe, expect, test } from '@jest/globals';
import { contentOfAction, letterOfAction } from '../../../domain/insights/action-draft.ts';
import { inTheirLanguage } from '../../../domain/sending/words-for.ts';
import { findEmailProblems, renderEmail } from '../../../domain/rendering/message.ts';
import type { RenderFacts } from '../../../domain/rendering/facts.ts';
import { renderFacts, renderInvoice } from '../../support/rows/render-facts.ts';

const REMIND = 'remind/inv_1/com_1';
const OTHER = 'promise/prm_1';

function rendered(
  key: string,
  locale: string,
  change: Partial<RenderFacts> = {},
): { subject: string; text: string } {
  const facts = { ...renderFacts(), ...change };
  const { invoices, today } = facts;
  const customer = {
    ...facts.customer,
    locale,
    customerId: 'cus_1',
    arVersion: 1,
    credit: '0',
    least: '0.01',
  };
  const organisation = { name: 'Firm', zone: 'UTC', locale: 'en-GB' };
  const content = contentOfAction({ key, invoices, today, pinned: null });
  const { facts: spoken, language } = inTheirLanguage({ content, customer, organisation });
  const { subject, body, bodyText } = spoken.content;
  const templates = { subject: subject!, bodyHtml: body!, bodyText };
  expect(findEmailProblems(templates)).toEqual([]);
  const result = renderEmail(templates, { ...facts, customer: { ...facts.customer, locale }, language });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result;
}

describe('the built-in drafts of actions', () => {
  test('Q6: a reminder names each overdue invoice and the sum, and nothing that is not due yet', () => {
    const { subject, text } = rendered(REMIND, 'en-GB');
    expect(subject).toBe('Payment required: €1,200.50 overdue at Firm');
    expect(text).toContain('Dear Jane Doe,');
    expect(text).toMatch(/INV-1: €1,200.50\n {2}Due: 16 Jan 2026 \(45 days overdue\)/);
    expect(text).toContain('Total overdue: €1,200.50 (1 invoice)');
    expect(text).not.toContain('INV-2');
  });

  test('Q6: any other reason gets a statement of all that is open', () => {
    const { subject, text } = rendered(OTHER, 'en-GB');
    expect(subject).toBe('Your open balance with Firm: €1,300.50');
    expect(text).toMatch(/INV-1[^]*INV-2/);
    expect(text).toContain('Total open: €1,300.50 (2 invoices)\nOf which overdue: €1,200.50');
  });

  test('M6: a customer is written to in the language of the locale', () => {
    expect(rendered(REMIND, 'de-AT').subject).toMatch(/^Mahnung: €\s1\.200,50 überfällig bei Firm$/);
    expect(rendered(OTHER, 'ja-JP').text).toContain('Jane Doe 様');
  });

  test('M6: the tone follows how late it is, is friendly as a first word, and never the last', () => {
    const toneAt = (days: number, key = REMIND): string => {
      const invoices = [
        renderInvoice({ dueOn: new Date(Date.UTC(2026, 2, 2 - days)).toISOString().slice(0, 10) }),
      ];
      return letterOfAction({ key, invoices, today: '2026-03-02' }).subject?.slice(0, 10) ?? '';
    };
    expect([1, 13, 14, 29, 30, 400].map((days) => toneAt(days))).toEqual([
      'A reminder',
      'A reminder',
      'Still open',
      'Still open',
      'Payment re',
      'Payment re',
    ]);
    expect(toneAt(400, 'remind/inv_1/never')).toBe('A reminder');
  });

  test('M3: neither needs a name or a link to pay', () => {
    const nobody = { name: null, email: 'ap@example.com', phone: null, title: null };
    const invoices = renderFacts().invoices.map((invoice) => ({ ...invoice, payUrl: null }));
    for (const key of [REMIND, OTHER]) {
      const { text } = rendered(key, 'en-GB', { contact: nobody, invoices });
      expect(text).toContain('Müller & <Söhne> "GmbH" team,');
      expect(text).not.toContain('Pay online');
    }
  });
});
