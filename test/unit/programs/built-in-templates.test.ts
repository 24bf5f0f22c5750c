import { describe, expect, test } from '@jest/globals';
import {
  BUILT_IN_TEMPLATES,
  DEFAULT_TOUCHPOINTS,
  findBuiltInTemplate,
} from '../../../domain/programs/built-in-templates.ts';
import type { RenderFacts } from '../../../domain/rendering/facts.ts';
import { findEmailProblems, renderEmail } from '../../../domain/rendering/message.ts';
import { renderFacts, renderInvoice } from '../../support/rows/render-facts.ts';

/** Everything that may be known is known. */
const RICH: RenderFacts = {
  ...renderFacts(),
  invoices: [
    renderInvoice({ poNumber: 'PO-77', pdfUrl: 'https://files.example/inv-1.pdf' }),
    renderInvoice({ number: 'INV-0', dueOn: '2026-03-01', balance: '80' }),
  ],
};
/** Nothing is known that may be missing. */
const POOR: RenderFacts = {
  ...renderFacts(),
  customer: { ...renderFacts().customer, locale: 'en-GB', zone: null, properties: {} },
  contact: { name: null, email: null, phone: null, title: null },
  invoices: [renderInvoice({ payUrl: null })],
  sender: { name: '', email: '', signatureHtml: null, signatureText: null },
};

const factsFor = (facts: RenderFacts, level: string): RenderFacts =>
  level === 'invoice' ? { ...facts, invoice: facts.invoices[0]! } : facts;

function rendered(id: string, facts: RenderFacts): { subject: string; html: string; text: string } {
  const template = findBuiltInTemplate(id)!;
  const email = renderEmail(template, factsFor(facts, template.level));
  if (!email.ok) throw new Error(JSON.stringify(email.problems));
  return email;
}

describe.each(BUILT_IN_TEMPLATES.map((template) => [template.id, template] as const))(
  '%s',
  (id, template) => {
    test('M3: it could be saved by anybody', () => {
      expect(findEmailProblems(template, template.level)).toEqual([]);
    });

    test('P1: with everything known it names contact, invoices, amounts and links, in both parts', () => {
      const { html, text } = rendered(id, RICH);
      for (const part of [html, text]) {
        expect(part).toMatch(/Jane( Doe)?,/);
        expect(part).toContain('INV-1');
        expect(part).toContain('1.200,50');
        expect(part).toContain('PO-77');
        expect(part).toContain('https://files.example/inv-1.pdf');
        expect(part.replace(/<[^>]*>/g, ' ')).toContain('45 days overdue');
        expect(part).toContain('Jane');
        expect(part.match(/https:\/\/pay\.example\/u\/1/g)).toHaveLength(1);
      }
      expect(html).toContain('https://pay.example/inv-1?a=1&amp;b=2');
      expect(text).toContain('https://pay.example/inv-1?a=1&b=2');
      expect(html).toContain('<b>Jane</b>');
    });

    test('M3: with nothing but what must be known it still is a letter', () => {
      const { subject, html, text } = rendered(id, POOR);
      expect(subject).not.toMatch(/[{}]/);
      for (const part of [html, text]) {
        expect(part).not.toMatch(/\{\{|null|undefined|Pay online|PO |PDF/);
        expect(part).toContain('Firm');
      }
      expect(text).toContain('Müller & <Söhne> "GmbH" team,');
      expect(html).toContain('Müller &amp; &lt;Söhne&gt; &quot;GmbH&quot; team,');
    });

    test('the text part reads as it was typed: no trailing blanks, never two empty lines', () => {
      for (const facts of [RICH, POOR]) {
        const { text } = rendered(id, facts);
        expect(text).not.toMatch(/[ \t]+$/m);
        expect(text).not.toMatch(/\n{3,}/);
        expect(text).not.toMatch(/<[a-z/]/);
      }
    });

    test('the HTML part needs no style sheet, image or script, and one column is 600 pixels at most', () => {
      const { html } = rendered(id, RICH);
      expect(html).not.toMatch(/<(?:style|img|script|link)\b/);
      expect(html).toContain('max-width:600px');
      expect(html).toContain('name="viewport"');
    });
  },
);

test('P1: the default touchpoints name texts of account level that exist', () => {
  expect(DEFAULT_TOUCHPOINTS.map(({ offsetDays }) => offsetDays)).toEqual([1, 7, 14, 30]);
  const levels = DEFAULT_TOUCHPOINTS.map(({ templateId }) => findBuiltInTemplate(templateId)?.level);
  expect(levels).toEqual(['account', 'account', 'account', 'account']);
});
