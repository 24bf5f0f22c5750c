import type { RecipientKind, SkipReason } from '../../contracts/sending/kinds.ts';
import type { RenderFacts } from '../rendering/facts.ts';
import { factsFingerprint, renderFactsOf, type MessageFacts } from './send-facts.ts';
import type { ContactType } from '../../contracts/customers/kinds.ts';
import { localDateOf } from '../time/calendar.ts';
import { renderEmail, verbatimEmail, wayOutOf } from '../rendering/message.ts';
import { inTheirLanguage } from './words-for.ts';
import { unrendered } from '../rendering/rendering-fault.ts';
import { chooseContact, type SendContact } from './recipients.ts';
import { addressKey, parseAddress } from '../customers/email-address.ts';

/** A message ready to be claimed, or why there is none. */
export type Prepared =
  | { kind: 'message'; message: PreparedMessage }
  | { kind: 'error'; code: PrepareError; detail: string }
  | { kind: 'skip'; reason: SkipReason };

/** A text that a language model is to write (M4), and the hashes of what it depends on. */
export interface TextToWrite {
  prompt: string;
  facts: RenderFacts;
  to: string[];
  factsHash: string;
  writtenFrom: string;
}

/** Nobody has said from where it leaves. */
export const NO_MAILBOX = {
  kind: 'error',
  code: 'no_mailbox',
  detail: 'There is no mailbox to send from.',
} as const;

/** Why a message has nobody or nothing to say. */
export type NoMessage = Extract<Prepared, { kind: 'error' }> | { kind: 'skip'; reason: 'suppressed' };

/** Why a step goes to the queue in error; each is ended by a repair and `retry`. */
export type PrepareError =
  'no_recipient' | 'invalid_address' | 'template' | 'prompt' | 'no_mailbox' | 'facts_moved' | 'no_content';

/** What one message says and to whom. */
export interface PreparedMessage {
  contactId: string | null;
  subject: string;
  html: string;
  text: string;
  /** BCP 47, what its words are written in; null: nobody has said (M6). */
  language: string | null;
  recipients: { kind: RecipientKind; address: string }[];
  isThreaded: boolean;
  /** The person whose text it is, when it was edited by hand. */
  approvedById: string | null;
}

/** Why there is no draft of an email to show, in words for people. */
export function draftProblemOf(prepared: Prepared): string {
  switch (prepared.kind) {
    case 'error':
      return prepared.detail;
    case 'skip':
      return `It would not be sent: ${prepared.reason.replaceAll('_', ' ')}.`;
    case 'message':
      return NO_MAILBOX.detail;
  }
}

/** What a message is composed from. */
export interface ComposeMessage {
  facts: MessageFacts;
  /** The contact it was addressed to by name, if any. */
  contactId: string | null;
  contactTypes: readonly ContactType[];
  now: number;
  unsubscribeUrl: string;
  hash: (text: string) => string;
  /** What the message is about where that is less than all that is open (M2); its day instead of the organisation's. */
  about?: Pick<RenderFacts, 'today' | 'listed' | 'invoice'>;
  /** The texts are no templates. */
  isVerbatim?: boolean;
}

/**
 * Composes; what is thrown on the way makes this one message an error (M3), since whatever it is part of, a run, a list,
 * goes on without it.
 */
export function orTemplateError<T>(compose: () => T): T | Extract<Prepared, { kind: 'error' }> {
  try {
    return compose();
  } catch (error) {
    return { kind: 'error', code: 'template', detail: unrendered(error) };
  }
}

/**
 * Chooses recipients and renders (M2, M3, S3, D3, D7, Q4). Pure; recipients that accepted before are left out (D1). Never
 * throws.
 */
export function composeMessage(input: ComposeMessage): Extract<Prepared, { kind: 'message' }> | NoMessage {
  return orTemplateError(() => compose(input));
}

function compose(input: ComposeMessage): Extract<Prepared, { kind: 'message' }> | NoMessage {
  const { now, hash } = input;
  const { facts, language } = inTheirLanguage(input.facts);
  if (!facts.mailbox) return NO_MAILBOX;
  const { content } = facts;
  const pinned = content?.pinned ?? null;
  const subject = pinned?.subject ?? content?.subject;
  const bodyHtml = pinned?.body ?? content?.body;
  if (!subject || !bodyHtml)
    return { kind: 'error', code: 'no_content', detail: 'Subject or body is missing.' };

  const chosen = chooseRecipients(input);
  if ('kind' in chosen) return chosen;
  const { contact, to, recipients } = chosen;
  if (
    pinned?.origin === 'edited' &&
    pinned.factsHash &&
    pinned.factsHash !== hash(factsFingerprint(facts, to))
  ) {
    const detail =
      'Since it was edited, balances, invoices or the recipient changed. Look at it again, then retry.';
    return { kind: 'error', code: 'facts_moved', detail };
  }
  const today = localDateOf(now, facts.organisation.zone);
  const { unsubscribeUrl } = input;
  const bodyText = pinned?.body ? (pinned.bodyText ?? null) : (content?.bodyText ?? null);
  const email = { subject, bodyHtml, bodyText };
  const renderFacts = {
    ...renderFactsOf(facts, contact, { today, unsubscribeUrl }),
    ...input.about,
    language,
  };
  const rendered = input.isVerbatim
    ? verbatimEmail(email, wayOutOf(renderFacts))
    : renderEmail(email, renderFacts);
  if (!rendered.ok) {
    const detail = rendered.problems.map((problem) => `${problem.place}: ${problem.message}`).join('; ');
    return { kind: 'error', code: 'template', detail };
  }
  return {
    kind: 'message',
    message: {
      contactId: contact?.contactId ?? null,
      subject: rendered.subject,
      html: rendered.html,
      text: rendered.text,
      language,
      recipients,
      isThreaded: content?.isThreaded ?? false,
      approvedById: pinned?.origin === 'edited' ? (pinned.editedById ?? null) : null,
    },
  };
}

type Addressee = { kind: RecipientKind; address: string };

/** Whom a message goes to (S3, D3, Q4): its contact, the addresses it was meant for, and those that may get it. */
export function chooseRecipients(
  input: Pick<ComposeMessage, 'facts' | 'contactTypes' | 'contactId'>,
): { contact: SendContact | null; to: string[]; recipients: Addressee[] } | NoMessage {
  const { facts } = input;
  const { content } = facts;
  const pinned = content?.pinned ?? null;
  const contact = chooseContact(facts.contacts, input.contactTypes, input.contactId);
  const to = pinned?.to?.length ? pinned.to : contact?.email ? [contact.email] : [];
  const addressed = addressees(facts, to, pinned?.cc ?? content?.cc ?? [], pinned?.bcc ?? content?.bcc ?? []);
  return Array.isArray(addressed) ? { contact, to, recipients: addressed } : addressed;
}

/** Valid, not suppressed, each address once, none that accepted this message before. */
function addressees(facts: MessageFacts, to: string[], cc: string[], bcc: string[]): Addressee[] | NoMessage {
  if (to.length === 0) return noRecipient('No contact with an email address matches.');
  const suppressed = new Set(facts.suppressed);
  const accepted = new Set(
    facts.message?.recipients
      .filter((row) => row.status === 'accepted')
      .map((row) => addressKey(row.address)),
  );
  const seen = new Set<string>();
  const result: Addressee[] = [];
  const all = [
    ...to.map((address) => ({ kind: 'to' as const, address })),
    ...cc.map((address) => ({ kind: 'cc' as const, address })),
    ...bcc.map((address) => ({ kind: 'bcc' as const, address })),
  ];
  for (const { kind, address } of all) {
    const parsed = parseAddress(address);
    if (!parsed.ok) {
      return {
        kind: 'error',
        code: 'invalid_address',
        detail: `The ${kind} address cannot be used: ${parsed.reason}`,
      };
    }
    const key = addressKey(parsed.address);
    if (suppressed.has(key) || seen.has(key) || accepted.has(key)) continue;
    seen.add(key);
    result.push({ kind, address: parsed.address });
  }
  // Copies alone are no message: it is skipped when nobody it is for may get it.
  if (to.every((address) => suppressed.has(addressKey(address))))
    return { kind: 'skip', reason: 'suppressed' };
  return result.length > 0 ? result : noRecipient('Everybody it goes to has accepted it already.');
}

function noRecipient(detail: string): NoMessage {
  return { kind: 'error', code: 'no_recipient', detail };
}
