import type { TouchpointReason } from '../../contracts/programs/kinds.ts';
import { chooseContact, shownContact } from '../sending/recipients.ts';
import { chooseRecipients, type ChosenRecipients } from '../sending/choose-recipients.ts';
import {
  composeMessage,
  orTemplateError,
  type NoMessage,
  type PreparedMessage,
  type PrepareError,
} from '../sending/compose-message.ts';
import { inTheirLanguage } from '../sending/words-for.ts';
import { factsFingerprint, renderFactsOf, type StepContent } from '../sending/send-facts.ts';
import type { RenderFacts } from '../rendering/facts.ts';
import { mentions } from '../rendering/mentions.ts';
import type { EmailTemplates } from '../rendering/message.ts';
import { askedFor, spokenFacts, whyNothingIsAsked } from './asked-for.ts';
import type { TouchpointFacts, TouchpointText } from './touchpoint-facts.ts';
import type { WrittenBasis, WrittenContent } from './written-touchpoint.ts';

/** A touchpoint's message ready to be stored or claimed, or why there is none. */
export type PreparedTouchpoint =
  | { kind: 'message'; message: PreparedMessage; invoices: string[]; basis: WrittenBasis }
  | { kind: 'error'; code: PrepareError; detail: string }
  | { kind: 'skip'; reason: TouchpointReason };

/** What a touchpoint's message is made from; `today` is the day to which days past due count, `YYYY-MM-DD`. */
export interface TouchpointInput {
  content: TouchpointText;
  facts: TouchpointFacts;
  /** Invoice level: the invoice. */
  invoiceId: string | null;
  today: string;
}

/** A text that is no template, and what it is written in (BCP 47); null: nobody has said. */
export type WrittenText = EmailTemplates & { language?: string | null };

interface ComposeTouchpoint extends TouchpointInput {
  unsubscribeUrl: string;
  now: number;
  hash: (text: string) => string;
  /** Texts that are no templates: of a language model, or of a person. */
  written?: WrittenText | null;
  /** Recipients that a person named. */
  byHand?: Pick<WrittenContent, 'to' | 'cc' | 'bcc'> | null;
}

/**
 * The message of a touchpoint to a customer or about an invoice (P3, M2, M3, S3, D3): asks whether anything is left to ask
 * for, chooses recipients and renders. Pure; never throws.
 */
export function composeTouchpoint(input: ComposeTouchpoint): PreparedTouchpoint {
  return orTemplateError(() => compose(input));
}

function compose(input: ComposeTouchpoint): PreparedTouchpoint {
  const { content, hash, unsubscribeUrl, now, written = null, byHand = null } = input;
  const reason = skipReasonOf(input);
  if (reason) return { kind: 'skip', reason };
  if (content.contentMode === 'prompt' && !written)
    return { kind: 'error', code: 'prompt', detail: 'The text has not been written.' };
  const prepared = composeMessage({
    facts: { ...spokenFacts(input.facts, input.today), content: stepContentOf(input, written, byHand) },
    contactId: null,
    contactTypes: [...content.contactTypes],
    now,
    unsubscribeUrl,
    hash,
    about: aboutOf(input),
    isVerbatim: written !== null,
  });
  if (prepared.kind !== 'message') return leftAlone(prepared, input.facts);
  const recipients = prepared.message.recipients.map((row) => row.address);
  return {
    kind: 'message',
    message: prepared.message,
    invoices: askedFor(input).map((invoice) => invoice.invoiceId),
    basis: basisOf(input, recipients, hash),
  };
}

/** What a language model is told of the customer and the invoices (M4): the variables of the same message. */
export function touchpointRenderFacts(input: TouchpointInput & { unsubscribeUrl: string }): RenderFacts {
  const { content, today, unsubscribeUrl } = input;
  const facts = spokenFacts(input.facts, today);
  const { contacts, suppressed } = facts;
  const { contactTypes } = content;
  const contact = shownContact(chooseContact({ contacts, contactTypes, contactId: null, suppressed }));
  return { ...renderFactsOf(facts, contact, { today, unsubscribeUrl }), ...aboutOf(input) };
}

/** Why there is nothing to ask for, or nobody to be asked (P4, P7, D7); null: there is. */
export function skipReasonOf(input: TouchpointInput): TouchpointReason | null {
  return input.facts.isCustomerActive ? whyNothingIsAsked(input) : 'customer_not_active';
}

/**
 * What a message depends on now: the invoices it may speak of, with their balances and what credit covers of them, and
 * everybody it goes to. A text about one invoice that names neither the balance nor other invoices depends on that invoice
 * alone.
 */
export function basisOf(
  { content, facts, invoiceId, today }: TouchpointInput,
  recipients: readonly string[],
  hash: (text: string) => string,
): WrittenBasis {
  const spoken = spokenFacts(facts, today).invoices;
  const invoices =
    content.level === 'invoice' && !isAboutAccount(content, facts)
      ? spoken.filter((invoice) => invoice.invoiceId === invoiceId)
      : spoken;
  const { currency, credit } = facts.customer;
  const basis = invoices.map(({ invoiceId: id, number, balance, credit: covered, dueOn }) => ({
    invoiceId: id,
    number,
    balance,
    ...(covered !== undefined && { credit: covered }),
    dueOn,
  }));
  return {
    fingerprint: fingerprintOf({ currency, invoices: basis, to: recipients }, hash),
    currency,
    invoices: basis,
    ...(Number(credit) > 0 && { credit }),
    to: [...recipients],
  };
}

/** Of what a message depends on: equal ones mean that nothing has moved (P14). */
export function fingerprintOf(
  { currency, invoices, to }: Pick<WrittenBasis, 'currency' | 'invoices'> & { to: readonly string[] },
  hash: (text: string) => string,
): string {
  return hash(factsFingerprint({ customer: { currency }, invoices }, to));
}

/** Why nobody gets a touchpoint's message. */
export type NobodyLeft = NoMessage | { kind: 'skip'; reason: 'all_suppressed' };

/**
 * Who has only suppressed addresses is left out (M3); where a server has refused the last of them just now, its words wait
 * for a person (D2).
 */
function leftAlone(none: NoMessage, { message }: TouchpointFacts): NobodyLeft {
  const isLeftOut = none.code === 'all_suppressed' && !message?.refusal;
  return isLeftOut ? { kind: 'skip', reason: 'all_suppressed' } : none;
}

/** Whom a message goes to now: chosen by the touchpoint, or named by a person. */
export function touchpointRecipients(
  input: TouchpointInput,
  byHand: Pick<WrittenContent, 'to' | 'cc' | 'bcc'> | null,
): ChosenRecipients | NobodyLeft {
  const { content, facts } = input;
  const chosen = chooseRecipients({
    facts: { ...facts, content: stepContentOf(input, null, byHand) },
    contactId: null,
    contactTypes: [...content.contactTypes],
  });
  return 'kind' in chosen ? leftAlone(chosen, facts) : chosen;
}

function aboutOf(input: TouchpointInput): Pick<RenderFacts, 'today' | 'listed' | 'invoice'> {
  const { content, facts, invoiceId, today } = input;
  const { invoices } = spokenFacts(facts, today);
  const invoice = invoices.find((each) => each.invoiceId === invoiceId);
  return {
    today,
    listed: invoices.filter((each) => each.dueOn < today),
    ...(content.level === 'invoice' && invoice && { invoice }),
  };
}

/** The words of a touchpoint as composing takes them. */
export function stepContentOf(
  { content, facts }: Pick<TouchpointInput, 'content' | 'facts'>,
  written: WrittenText | null,
  byHand: Pick<WrittenContent, 'to' | 'cc' | 'bcc'> | null,
): StepContent {
  const { subject, bodyHtml, bodyText } = written ?? content;
  const inLanguages = written
    ? { language: written.language ?? null }
    : { language: content.language, variants: mapVariants(content) };
  const owner = content.ccOwner && facts.ownerEmail !== null ? [facts.ownerEmail] : [];
  return {
    subject,
    body: bodyHtml,
    bodyText,
    ...inLanguages,
    cc: [...content.cc, ...owner],
    bcc: [...content.bcc],
    isThreaded: false,
    pinned: byHand && { origin: 'edited', to: byHand.to, cc: byHand.cc, bcc: byHand.bcc },
  };
}

function mapVariants({ variants }: TouchpointText): StepContent['variants'] {
  return Object.fromEntries(
    Object.entries(variants).map(([tag, { bodyHtml: body, ...words }]) => [tag, { ...words, body }]),
  );
}

function isAboutAccount(content: TouchpointText, facts: TouchpointFacts): boolean {
  const spoken = inTheirLanguage({ ...facts, content: stepContentOf({ content, facts }, null, null) });
  const { subject, body, bodyText } = spoken.facts.content;
  if (content.contentMode === 'prompt' || subject === null || body === null) return true;
  return mentions({ subject, bodyHtml: body, bodyText }, 'invoice', ['balance', 'invoices']);
}
