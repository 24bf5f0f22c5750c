import type { TouchpointLevel } from '../../contracts/sending/kinds.ts';
import type { RenderFacts } from '../rendering/facts.ts';
import { buildVariables, type InvoiceVariables, type Variables } from '../rendering/variables.ts';

/** What a person asks for, and whom it is about. */
export interface PromptInput {
  prompt: string;
  level: TouchpointLevel;
  facts: RenderFacts;
  /** A mail of the customer that the text is to answer; left out: it answers none. None of its values becomes a fact. */
  mail?: { subject: string; text: string };
}

/**
 * The variables of templates (M2), as a language model is given them. What the product adds by itself is left out: the
 * unsubscribe link and the signature.
 */
export type PromptData = Omit<Variables, 'unsubscribeUrl' | 'sender' | 'invoice' | 'invoices' | 'balance'> & {
  sender: { name: string; email: string; hasSignature: boolean };
  balance: Omit<Variables['balance'], 'invoiceCountIs' | 'overdueCountIs'>;
  invoices: PromptInvoice[];
  invoice?: PromptInvoice;
  /** Invoices beyond the listed ones; they are in the balance. */
  invoicesNotListed: number;
};

/** Forms of plurals are for templates: a model knows them. */
type PromptInvoice = Omit<InvoiceVariables, 'daysOverdueIs' | 'daysUntilDueIs'>;

/** A model loses track of longer lists, and nobody reads them in a mail. */
const MAX_LISTED_INVOICES = 100;

/** @throws as `buildVariables` does, when the facts themselves are broken */
export function promptDataOf({ level, facts }: Pick<PromptInput, 'level' | 'facts'>): PromptData {
  const {
    unsubscribeUrl: _unsubscribeUrl,
    sender,
    invoice,
    invoices,
    balance,
    ...variables
  } = buildVariables(facts);
  const { name, email, signatureHtml, signatureText } = sender;
  const { invoiceCountIs: _invoiceCountIs, overdueCountIs: _overdueCountIs, ...sums } = balance;
  return {
    ...variables,
    sender: { name, email, hasSignature: Boolean(signatureHtml || signatureText) },
    ...(level === 'invoice' && invoice && { invoice: withoutForms(invoice) }),
    balance: sums,
    invoices: invoices.slice(0, MAX_LISTED_INVOICES).map(withoutForms),
    invoicesNotListed: Math.max(invoices.length - MAX_LISTED_INVOICES, 0),
  };
}

function withoutForms({
  daysOverdueIs: _daysOverdueIs,
  daysUntilDueIs: _daysUntilDueIs,
  ...invoice
}: InvoiceVariables): PromptInvoice {
  return invoice;
}

/**
 * All a text depends on, as one string to be hashed: what was asked for and every fact, but for the unsubscribe link,
 * which each message has its own of. Equal strings: the text still fits (D7).
 */
export function promptFingerprint({ prompt, level, facts }: PromptInput): string {
  const { unsubscribeUrl: _unsubscribeUrl, ...rest } = facts;
  return JSON.stringify([prompt, level, rest]);
}
