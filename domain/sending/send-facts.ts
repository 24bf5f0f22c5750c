import { Decimal } from 'decimal.js';
import type {
  MessageStatus,
  RecipientKind,
  RecipientStatus,
  SmtpSecurity,
} from '../../contracts/sending/kinds.ts';
import type { CustomerStatus } from '../../contracts/customers/kinds.ts';
import type { RecentContacts } from './contact-policy.ts';
import { notAskedFor, type NotAsked } from '../receivables/not-asked.ts';
import { netOf, type NotWorthAsking } from '../receivables/owed.ts';
import type { RenderFacts, RenderInvoice } from '../rendering/facts.ts';
import type { SendContact } from './recipients.ts';
import type { Thread } from './thread-subject.ts';

/** Everything one message is made of, as read in the transaction that claims it (D7). */
export interface SendFacts {
  organisation: {
    name: string;
    zone: string;
    locale: string;
    /** Whose national telephone numbers are read without a country; absent or null: nobody's (M7). */
    region?: string | null;
  };
  customer: {
    customerId: string;
    name: string;
    /** Read where a message asks for it. */
    status?: CustomerStatus;
    externalId: string | null;
    locale: string | null;
    currency: string;
    zone: string | null;
    properties: Record<string, string | number | boolean | null>;
    arVersion: number;
    /** What counts against what is owed, a decimal string in the currency (C18). */
    credit: string;
    /** The least amount worth a letter, a decimal string in the currency (C19). */
    least: string;
  };
  contacts: SendContact[];
  /** Open invoices that nothing keeps back, oldest first. */
  invoices: RenderInvoice[];
  mailbox: SendingMailbox | null;
  /** Of an sms: the number that it leaves from. */
  number?: SendingNumber | null;
  /** The mailbox, or number, it would leave from is retired, and nobody took its place (S24). */
  isSenderGone?: boolean;
  content: StepContent | null;
  message: LedgerRow | null;
  /** Suppression keys among the addresses involved (D3). */
  suppressed: string[];
  /** What the contact policy asks about (D6). */
  lately: RecentContacts;
  /** Why a person lets it pass the contact policy (Q2); null: nobody does. */
  forceReason: string | null;
}

/** What the words and the recipients of a message depend on, without when it may leave. */
export type MessageFacts = Omit<SendFacts, 'lately' | 'forceReason'>;

/** What every sender has. The pipeline says mailbox for either: a mailbox, or a number that sms leave from. */
export interface Sender {
  mailboxId: string;
  zone: string;
  dailyCap: number | null;
  minIntervalSeconds: number;
  version: number;
}

/** A number that sms leave from (M1): `mailboxId` is its id. */
export interface SendingNumber extends Sender {
  /** E.164. */
  number: string;
}

/** A mailbox with its sealed secret. */
export interface SendingMailbox extends Sender {
  /** Its own address, where bounces come back to. */
  envelopeFrom: string;
  /** What its readers see: its own address, or an alias. */
  fromAddress: string;
  fromName: string;
  replyTo: string | null;
  /** Where its readers may unsubscribe by mail; null: by the link alone. */
  unsubscribeAddress: string | null;
  signatureHtml: string | null;
  signatureText: string | null;
  host: string;
  port: number;
  security: SmtpSecurity;
  user: string | null;
  secret: string | null;
  /** It signs in by OAuth, in place of a password (I6). */
  isOauth: boolean;
  /** The name to greet with; null: this machine's. */
  clientName: string | null;
  /** PEM of an authority to trust instead of the public ones. */
  certificateAuthority: string | null;
}

/** The alias a message leaves from; null: the mailbox's own address. */
export function aliasOf({ fromAddress, envelopeFrom }: SendingMailbox): string | null {
  return fromAddress === envelopeFrom ? null : fromAddress;
}

/** The words of an email in one language. */
export interface StepWords {
  subject: string | null;
  body: string | null;
  bodyText: string | null;
}

/** A step's text, and what was pinned on the execution when it became ready or was edited by hand (S6, Q2). */
export interface StepContent {
  subject: string | null;
  body: string | null;
  bodyText: string | null;
  cc: string[];
  bcc: string[];
  isThreaded: boolean;
  /** Of one that answers under an earlier mail (M5); absent or null: it answers none. */
  thread?: Thread | null;
  /** BCP 47, what subject and body are written in; absent or null: nobody has said. */
  language?: string | null;
  /** The same in other languages (M6), by BCP 47 tag. */
  variants?: Readonly<Record<string, StepWords>>;
  /** What a language model is asked for instead (M4); absent or null: subject and body are templates. */
  prompt?: string | null;
  pinned: PinnedContent | null;
}

/**
 * Content that later edits of the step do not reach. `edited`: by a person, bound to the facts they saw; `written`: by a
 * language model, no template any more.
 */
export interface PinnedContent {
  origin: 'template' | 'edited' | 'written';
  subject?: string | null;
  body?: string | null;
  bodyText?: string | null;
  to?: string[] | null;
  cc?: string[] | null;
  bcc?: string[] | null;
  factsHash?: string | null;
  editedById?: string | null;
  prompt?: string | null;
  language?: string | null;
  variants?: Readonly<Record<string, StepWords>> | null;
  /** Hash of the prompt and of every fact that a language model wrote from. */
  writtenFrom?: string | null;
}

/** The ledger's row for this send, if there was an attempt. */
export interface LedgerRow {
  messageId: string;
  status: MessageStatus;
  token: string;
  attempts: number;
  claimedAt: number;
  handedOverAt: number | null;
  headerId: string;
  /** Its last claim holds places in limits. */
  hasPlaces?: boolean;
  /** How often somebody refused it for good. */
  refusedTimes?: number;
  /** The server's words, if it refused the last try for good. */
  refusal?: string | null;
  recipients: { n: number; kind: RecipientKind; address: string; status: RecipientStatus }[];
}

/** What a message's balance said: what is open, what counts against it, and what that leaves (C18). Decimal strings. */
export interface OwedThen {
  gross: string;
  credit: string;
  net: string;
}

/** The balance of the facts of this moment, to be kept beside the message. */
export function owedThen({
  customer: { credit },
  invoices,
}: Pick<MessageFacts, 'customer' | 'invoices'>): OwedThen {
  const balances = invoices.map(({ balance }) => balance);
  return { gross: netOf(balances, '0'), credit: netOf([credit], '0'), net: netOf(balances, credit) };
}

/** Why a message that asks for everything open asks for nothing (D7, C18, C19); null: it asks. */
export function notAskedOf({
  customer,
  invoices,
}: Pick<MessageFacts, 'customer' | 'invoices'>): NotAsked<NotWorthAsking | 'nothing_owed'> | null {
  const { credit, least, currency } = customer;
  const gross = netOf(
    invoices.map(({ balance }) => balance),
    '0',
  );
  if (invoices.length > 0) return notAskedFor({ gross, credit, least, currency });
  return { code: 'nothing_owed', text: 'Nothing is open that can be asked for.' };
}

/** What templates are filled from. */
export function renderFactsOf(
  facts: MessageFacts,
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
    ...(Number(customer.credit) > 0 && { credit: customer.credit }),
    sender: {
      name: mailbox?.fromName ?? organisation.name,
      email: mailbox?.fromAddress ?? '',
      signatureHtml: mailbox?.signatureHtml ?? null,
      signatureText: mailbox?.signatureText ?? null,
    },
    organisation: { name: organisation.name, locale: organisation.locale },
    today,
    unsubscribeUrl,
  };
}

/**
 * What an edited or approved text depends on, as one string to be hashed: the invoices it may speak of with their
 * balances, what counts against them where something does (C18), and who gets it (D7). Equal strings mean the facts have
 * not moved.
 */
export function factsFingerprint(
  facts: {
    customer: { currency: string; credit?: string };
    invoices: readonly Pick<RenderInvoice, 'number' | 'balance' | 'dueOn' | 'credit'>[];
  },
  to: readonly string[],
): string {
  const invoices = facts.invoices.map(({ number, balance, dueOn, credit: covered }) =>
    covered === undefined ? [number, balance, dueOn] : [number, balance, dueOn, covered],
  );
  const { currency, credit = '0' } = facts.customer;
  const counted = new Decimal(credit).greaterThan(0) ? [new Decimal(credit).toFixed()] : [];
  return JSON.stringify([currency, invoices, [...to].sort(), ...counted]);
}
