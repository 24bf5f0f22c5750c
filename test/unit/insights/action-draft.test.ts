import { describe, expect, test } from '@jest/globals';
import { draftTemplateOf } from '../../../domain/insights/action-draft.ts';
import { findEmailProblems, renderEmail } from '../../../domain/rendering/message.ts';
import type { RenderFacts } from '../../../domain/rendering/facts.ts';
import { renderFacts } from '../../support/rows/render-facts.ts';

const REMIND = 'remind/inv_1/never';
const OTHER = 'promise/prm_1';

function rendered(key: string, change: Partial<RenderFacts> = {}): { subject: string; text: string } {
  const { subject, body } = draftTemplateOf(key);
  const templates = { subject, bodyHtml: body, bodyText: null };
  expect(findEmailProblems(templates)).toEqual([]);
  const result = renderEmail(templates, { ...renderFacts(), ...change });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result;
}

describe('the built-in drafts of actions', () => {
  test('Q6: a reminder names each overdue invoice and the sum, and nothing that is not due yet', () => {
    const { subject, text } = rendered(REMIND);
    expect(subject).toMatch(/^Reminder: 1\.200,50\s€ overdue$/);
    expect(text).toContain('Hello Jane,');
    expect(text).toMatch(/INV-1, due on .*1\.200,50/);
    expect(text).not.toContain('INV-2');
  });

  test('Q6: any other reason gets a statement of all that is open', () => {
    const { subject, text } = rendered(OTHER);
    expect(subject).toMatch(/^Your open balance: 1\.300,50\s€$/);
    expect(text).toMatch(/INV-1[^]*INV-2/);
  });

  test('M3: neither needs a name or a link to pay', () => {
    const nobody = { name: null, email: 'ap@example.com', phone: null, title: null };
    const invoices = renderFacts().invoices.map((invoice) => ({ ...invoice, payUrl: null }));
    for (const key of [REMIND, OTHER]) {
      const { text } = rendered(key, { contact: nobody, invoices });
      expect(text).toContain('Hello,');
      expect(text).not.toContain('pay online');
    }
  });
});
