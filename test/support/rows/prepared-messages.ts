import { prepareMessage, type PreparedStep } from '../../../domain/enrollments/prepare-step.ts';
import { type SendContact } from '../../../domain/sending/recipients.ts';
import { type LedgerRow, type PinnedContent, type SendFacts } from '../../../domain/sending/send-facts.ts';
import type { ContactType } from '../../../contracts/customers/kinds.ts';
import { renderInvoice } from './render-facts.ts';
import { at, onDay, snapshotOf, stepsOf, type SnapshotInput } from './snapshots.ts';
import { sendingMailbox } from './sending-mailbox.ts';

const NOW = at('2026-03-02 09:00');

/** An active contact with an address. */
export function contact(contactId: string, change: Partial<SendContact> = {}): SendContact {
  return {
    contactId,
    name: null,
    email: `${contactId}@buyer.example`,
    phone: null,
    title: null,
    type: null,
    isPrimary: false,
    ...change,
  };
}

/** What a message to a customer with one overdue invoice is made of. */
export function factsOf(change: Partial<SendFacts> = {}): SendFacts {
  return {
    organisation: { name: 'Acme', zone: 'America/New_York', locale: 'en-US' },
    customer: {
      customerId: 'customer',
      name: 'Buyer',
      externalId: null,
      locale: null,
      currency: 'EUR',
      zone: null,
      properties: {},
      arVersion: 1,
      credit: '0',
      least: '0.01',
    },
    contacts: [contact('jane', { name: 'Jane Doe', isPrimary: true })],
    invoices: [renderInvoice()],
    mailbox: sendingMailbox({ mailboxId: 'mailbox', fromName: 'Acme AR' }),
    content: {
      subject: 'Balance of {{customer.name}}',
      body: '<p>Dear {{contact.name}}, as of {{today}}</p>',
      bodyText: null,
      cc: [],
      bcc: [],
      isThreaded: true,
      pinned: null,
    },
    message: null,
    suppressed: [],
    lately: {
      policy: { daysBetween: 1, perDay: null, perDomainPerDay: null, perRun: 5 },
      recent: [],
      waiting: [],
      domains: [],
    },
    forceReason: null,
    ...change,
  };
}

/** Facts with other content of the step. */
export function content(change: Partial<NonNullable<SendFacts['content']>>): Partial<SendFacts> {
  return { content: { ...factsOf().content!, ...change } };
}

/** Facts whose content a person edited. */
export function pinned(change: Partial<PinnedContent>): Partial<SendFacts> {
  return content({ pinned: { origin: 'edited', ...change } });
}

/** Facts of a message that was tried before. */
export function ledger(recipients: LedgerRow['recipients']): Partial<SendFacts> {
  return {
    message: {
      messageId: 'message',
      status: 'refused',
      token: 'token',
      attempts: 1,
      claimedAt: 0,
      handedOverAt: null,
      headerId: '<x@y>',
      recipients,
    },
  };
}

/** Prepares a message from facts. */
export function prepare(
  facts: Partial<SendFacts> = {},
  input: Partial<SnapshotInput> & { contactTypes?: ContactType[]; now?: number } = {},
): PreparedStep {
  const { contactTypes = [], now = NOW, ...snapshot } = input;
  return prepareMessage({
    snapshot: snapshotOf({ steps: stepsOf(onDay(0)), ...snapshot }),
    facts: factsOf(facts),
    contactTypes,
    isManual: false,
    now,
    unsubscribeUrl: 'https://acme.example/u/1',
    hash: (text) => `hash of ${text}`,
    channel: 'email',
  });
}

/** Roles and addresses of a message. Throws when there is none. */
export function recipientsOf(prepared: PreparedStep): string[] {
  if (prepared.kind !== 'message') throw new Error(JSON.stringify(prepared));
  return prepared.message.recipients.map(({ kind, address }) => `${kind} ${address}`);
}
