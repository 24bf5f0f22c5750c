import type { PromptInput } from '../../../domain/prompting/prompt-data.ts';
import type { RenderInvoice } from '../../../domain/rendering/facts.ts';
import { renderFacts, renderInvoice } from './render-facts.ts';

/** What a test may say about the customer a text is written for. */
export interface PromptCase {
  prompt?: string;
  level?: PromptInput['level'];
  name?: string;
  currency?: string;
  locale?: string;
  today?: string;
  invoices?: Partial<RenderInvoice>[];
  invoice?: Partial<RenderInvoice>;
  properties?: Record<string, string>;
  signature?: { html: string | null; text: string | null };
}

/** Northwind owes 1,200.50 on INV-2024-001 (of 2,000.00, 45 days late) and 100.00 on INV-2024-002 (not yet due). */
export function promptInput(change: PromptCase = {}): PromptInput {
  const currency = change.currency ?? 'EUR';
  const invoices = (
    change.invoices ?? [
      { number: 'INV-2024-001', balance: '1200.50', payUrl: 'https://pay.example/inv-1' },
      { number: 'INV-2024-002', balance: '100.00', amount: '100.00', dueOn: '2026-03-12', payUrl: null },
    ]
  ).map((invoice) => renderInvoice({ currency, ...invoice }));
  const facts = renderFacts();
  return {
    prompt: change.prompt ?? 'Remind them politely.',
    level: change.level ?? 'account',
    facts: {
      ...facts,
      customer: {
        ...facts.customer,
        name: change.name ?? 'Northwind',
        currency,
        locale: change.locale ?? 'en-US',
        properties: change.properties ?? {},
      },
      sender: {
        ...facts.sender,
        signatureHtml: change.signature?.html ?? null,
        signatureText: change.signature?.text ?? null,
      },
      invoices,
      ...(change.invoice && { invoice: renderInvoice({ currency, ...change.invoice }) }),
      today: change.today ?? facts.today,
    },
  };
}
