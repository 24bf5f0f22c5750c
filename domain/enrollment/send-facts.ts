import type { MessageStatus, RecipientKind, RecipientStatus, SmtpSecurity } from '../../contracts/kinds.ts';
import type { RenderFacts, RenderInvoice } from '../rendering/facts.ts';
import type { SendContact } from './recipients.ts';

/** Everything one message is made of, as read in the transaction that claims it (D7). */
export interface SendFacts {
  organisation: { name: string; zone: string; locale: string };
  customer: {
    customerId: string;
    name: string;
    externalId: string | null;
    locale: string | null;
    currency: string;
    zone: string | null;
    properties: Record<string, string | number | boolean | null>;
    arVersion: number;
  };
  contacts: SendContact[];
  /** Open invoices that nothing keeps back, oldest first. */
  invoices: RenderInvoice[];
  mailbox: SendingMailbox | null;
  content: StepContent | null;
  message: LedgerRow | null;
  /** Suppression keys among the addresses involved (D3). */
  suppressed: string[];
}

/** A mailbox with its sealed secret. */
export interface SendingMailbox {
  mailboxId: string;
  fromAddress: string;
  fromName: string;
  replyTo: string | null;
  signatureHtml: string | null;
  signatureText: string | null;
  host: string;
  port: number;
  security: SmtpSecurity;
  user: string | null;
  secret: string | null;
  zone: string;
  dailyCap: number | null;
  minIntervalSeconds: number;
  version: number;
}

/** A step's text, and what was pinned on the execution when it became ready or was edited by hand (S6, Q2). */
export interface StepContent {
  subject: string | null;
  body: string | null;
  bodyText: string | null;
  cc: string[];
  bcc: string[];
  isThreaded: boolean;
  pinned: PinnedContent | null;
}

/** Content that later edits of the step do not reach. `edited`: by a person, bound to the facts they saw. */
export interface PinnedContent {
  origin: 'template' | 'edited';
  subject?: string | null;
  body?: string | null;
  bodyText?: string | null;
  to?: string[] | null;
  cc?: string[] | null;
  bcc?: string[] | null;
  factsHash?: string | null;
  editedById?: string | null;
}

/** The ledger's row for this send, if there was an attempt. */
export interface LedgerRow {
  messageId: string;
  status: MessageStatus;
  token: string;
  attempts: number;
  handedOverAt: number | null;
  headerId: string;
  recipients: { kind: RecipientKind; address: string; status: RecipientStatus }[];
}

/** What templates are filled from. */
export function renderFactsOf(
  facts: SendFacts,
  contact: SendContact | null,
  { today, unsubscribeUrl }: { today: string; unsubscribeUrl: string },
): RenderFacts {
  const { customer, organisation, mailbox } = facts;
  return {
    customer: {
      name: customer.name,
      externalId: customer.externalId,
      locale: customer.locale ?? organisation.locale,
      currency: customer.currency,
      zone: customer.zone,
      properties: customer.properties,
    },
    contact: {
      name: contact?.name ?? null,
      email: contact?.email ?? null,
      phone: contact?.phone ?? null,
      title: contact?.title ?? null,
    },
    invoices: facts.invoices,
    sender: {
      name: mailbox?.fromName ?? organisation.name,
      email: mailbox?.fromAddress ?? '',
      signatureHtml: mailbox?.signatureHtml ?? null,
      signatureText: mailbox?.signatureText ?? null,
    },
    organisation: { name: organisation.name },
    today,
    unsubscribeUrl,
  };
}

/**
 * What an edited or approved text depends on, as one string to be hashed: the invoices it may speak of with their
 * balances, and who gets it (D7). Equal strings mean the facts have not moved.
 */
export function factsFingerprint(facts: SendFacts, to: readonly string[]): string {
  const invoices = facts.invoices.map((invoice) => [invoice.number, invoice.balance, invoice.dueOn]);
  return JSON.stringify([facts.customer.currency, invoices, [...to].sort()]);
}
