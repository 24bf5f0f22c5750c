import type { TouchpointFacts, TouchpointText } from '../../../domain/programs/touchpoint-facts.ts';
import { composeTouchpoint, type PreparedTouchpoint } from '../../../domain/programs/touchpoint-message.ts';
import type { WrittenContent } from '../../../domain/programs/written-touchpoint.ts';
import { renderInvoice } from './render-facts.ts';
import { sendingMailbox } from './sending-mailbox.ts';

/** The day to which days past due count. */
export const TODAY = '2026-03-02';
export const UNSUBSCRIBE_URL = 'https://pay.example/u/1';
export const hash = (text: string) => `#${text}`;

/** A contact, to be given an address. */
export const contact = { contactId: 'con_1', name: 'Jane Doe', phone: null, title: null, type: null };
/** An open invoice of 100 euros unless told otherwise, numbered as its id. */
export const invoice = (invoiceId: string, dueOn: string, balance = '100.00') => ({
  invoiceId,
  ...renderInvoice({ number: invoiceId, dueOn, balance }),
});

/** A customer with a contact, two overdue invoices and one that is not due. */
export function factsWith(change: Partial<TouchpointFacts> = {}): TouchpointFacts {
  return {
    organisation: { name: 'Acme', zone: 'UTC', locale: 'en-GB' },
    customer: {
      customerId: 'cus_1',
      name: 'Northwind',
      externalId: null,
      locale: null,
      currency: 'EUR',
      zone: null,
      properties: {},
      arVersion: 3,
      credit: '0',
      least: '0.01',
    },
    contacts: [{ ...contact, email: 'jane@customer.example', isPrimary: true }],
    invoices: [invoice('old', '2026-01-01'), invoice('late', '2026-02-28'), invoice('future', '2026-03-20')],
    keptBack: [],
    ownerEmail: 'owner@acme.example',
    isCustomerActive: true,
    mailbox: sendingMailbox({ mailboxId: 'mbx_1', fromName: 'AR' }),
    content: null,
    message: null,
    suppressed: [],
    ...change,
  };
}

/** A text of account level that lists the invoices. */
export function textWith(change: Partial<TouchpointText> = {}): TouchpointText {
  return {
    level: 'account',
    contentMode: 'template',
    subject: 'Overdue',
    bodyText: null,
    language: null,
    variants: {},
    bodyHtml: '<p>{{#invoices}}{{number}} {{/invoices}}</p>',
    contactTypes: [],
    cc: [],
    bcc: [],
    ccOwner: false,
    ...change,
  };
}

/** Composes a message of these facts. */
export const compose = (
  content: TouchpointText,
  facts = factsWith(),
  more: Partial<Parameters<typeof composeTouchpoint>[0]> = {},
): PreparedTouchpoint =>
  composeTouchpoint({
    content,
    facts,
    invoiceId: null,
    today: TODAY,
    unsubscribeUrl: UNSUBSCRIBE_URL,
    now: 0,
    hash,
    ...more,
  });

/** The message, which there must be. */
export function messageOf(prepared: PreparedTouchpoint) {
  if (prepared.kind !== 'message') throw new Error(`no message: ${JSON.stringify(prepared)}`);
  return prepared;
}

/** A composed message as it is stored. */
export function writtenBy(prepared: PreparedTouchpoint) {
  const { message, invoices, basis } = messageOf(prepared);
  const { subject, html, text, contactId } = message;
  const to = message.recipients.map((row) => row.address);
  const byHand = { isTextByHand: false, isAddressedByHand: false };
  const content: WrittenContent = {
    subject,
    html,
    text,
    contactId,
    invoices,
    to,
    cc: [],
    bcc: [],
    ...byHand,
  };
  return { content, basis };
}
