import type { ContactType } from '../../contracts/customers/kinds.ts';
import type { AutomationSkipReason } from '../../contracts/automations/kinds.ts';
import type { SequencePurpose } from '../../contracts/sequences/kinds.ts';
import { spokenFacts, whyNothingIsAsked } from '../programs/asked-for.ts';
import { addressKey } from '../customers/email-address.ts';
import {
  composeMessage,
  orTemplateError,
  type NoMessage,
  type PreparedMessage,
} from '../sending/compose-message.ts';
import { composeSms, type PreparedSms } from '../sending/compose-sms.ts';
import { notAskedOf, type MessageFacts } from '../sending/send-facts.ts';
import { localDateOf } from '../time/calendar.ts';
import { contentOf, smsContentOf, type SpokenWords } from './message.ts';

/** A message of an automation ready to be claimed, or why there is none. */
export type PreparedAutomationMessage =
  | { kind: 'message'; message: PreparedMessage | PreparedSms }
  | NoMessage
  | Extract<ReturnType<typeof composeSms>, { kind: 'error' }>
  | NotSent;

/** It does not leave, and why in words. */
interface NotSent {
  kind: 'skip';
  reason: Extract<
    AutomationSkipReason,
    'nothing_owed' | 'in_credit' | 'below_minimum' | 'customer_not_active'
  >;
  detail: string;
}

/** What every message is composed from. */
interface Composing<Facts> {
  facts: Facts;
  now: number;
  hash: (text: string) => string;
}

/** A message to a contact of the customer. */
export interface ToContact extends Composing<MessageFacts> {
  said: { channel: 'email'; words: SpokenWords } | { channel: 'sms'; body: string };
  contactTypes: readonly ContactType[];
  purpose: SequencePurpose;
  unsubscribeUrl: string;
}

/**
 * The message of an automation to a contact (A4): `collections` asks "still owed?" (D7, C18, C19), then recipients are chosen
 * as in sequences (S3) and its words rendered from this snapshot. Pure; never throws.
 */
export function prepareToContact(input: ToContact): PreparedAutomationMessage {
  return orTemplateError(() => toContact(input));
}

function toContact(input: ToContact): PreparedAutomationMessage {
  const { said, contactTypes, purpose, now, hash, unsubscribeUrl } = input;
  const notSent = notAddressed(input.facts, purpose) ?? notAsked(input.facts, purpose);
  if (notSent) return notSent;
  const common = { contactId: null, contactTypes, now, hash, unsubscribeUrl };
  if (said.channel === 'sms')
    return composeSms({ ...common, facts: { ...input.facts, content: smsContentOf(said.body) } });
  const { words } = said;
  if (!words.isReminder)
    return composeMessage({ ...common, facts: { ...input.facts, content: contentOf(words) } });
  // A letter about an account says what a program's says: what is overdue, less what credit covers of it.
  const today = localDateOf(now, input.facts.organisation.zone);
  const facts = reminded(input.facts);
  const notOverdue = purpose === 'collections' ? whyNothingIsAsked(aboutAccount(facts, today)) : null;
  if (notOverdue) return { kind: 'skip', ...overdueSkip(notOverdue) };
  const spoken = spokenFacts(facts, today);
  const about = { today, listed: spoken.invoices.filter(({ dueOn }) => dueOn < today) };
  return composeMessage({ ...common, facts: { ...spoken, content: contentOf(words) }, about });
}

/** Nobody writes to customers who are none any more; outreach takes prospects too (S2). */
function notAddressed({ customer: { status } }: MessageFacts, purpose: SequencePurpose): NotSent | null {
  if (status === undefined || status === 'active') return null;
  if (status === 'prospect' && purpose === 'outreach') return null;
  return { kind: 'skip', reason: 'customer_not_active', detail: `The customer is ${status}.` };
}

function notAsked(facts: MessageFacts, purpose: SequencePurpose): NotSent | null {
  const none = purpose === 'collections' ? notAskedOf(facts) : null;
  return none && { kind: 'skip', reason: none.code, detail: none.text };
}

/** Numbers are unique at a customer: they stand for the invoices. */
const reminded = (facts: MessageFacts) => ({
  ...facts,
  invoices: facts.invoices.map((invoice) => ({ ...invoice, invoiceId: invoice.number })),
  keptBack: [],
});

const aboutAccount = (facts: ReturnType<typeof reminded>, today: string) =>
  ({ content: { level: 'account' }, facts, invoiceId: null, today }) as const;

function overdueSkip(reason: string): Omit<NotSent, 'kind'> {
  if (reason === 'in_credit')
    return { reason, detail: 'What is overdue is covered by the credit of the customer.' };
  if (reason === 'below_minimum')
    return { reason, detail: 'What is overdue is less than the least amount worth a letter.' };
  return { reason: 'nothing_owed', detail: 'Nothing is overdue that can be asked for.' };
}

/** A mail to one of our own people. */
export interface ToOurs extends Composing<MessageFacts> {
  words: SpokenWords;
  address: string;
  /** The address is on the suppression list (D3). */
  isSuppressed: boolean;
  /** The words are no template. */
  isVerbatim?: boolean;
}

/**
 * The mail of an automation to a user or an address (A4): in the language of the organisation, without a link out. Pure;
 * never throws.
 */
export function prepareToOurs({ words, address, isSuppressed, facts, ...input }: ToOurs) {
  return composeMessage({
    ...input,
    contactId: null,
    contactTypes: [],
    unsubscribeUrl: '',
    facts: {
      ...facts,
      customer: { ...facts.customer, locale: null },
      suppressed: isSuppressed ? [addressKey(address)] : [],
      content: contentOf(words, address),
    },
  });
}
