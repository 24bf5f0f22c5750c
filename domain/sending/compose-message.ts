import type { SkipReason } from '../../contracts/sending/kinds.ts';
import type { NotWorthAsking } from '../receivables/owed.ts';
import type { RenderFacts } from '../rendering/facts.ts';
import { factsFingerprint, renderFactsOf, type MessageFacts } from './send-facts.ts';
import type { ContactType } from '../../contracts/customers/kinds.ts';
import { localDateOf } from '../time/calendar.ts';
import { renderEmail, verbatimEmail, wayOutOf } from '../rendering/message.ts';
import { inTheirLanguage } from './words-for.ts';
import { unrendered } from '../rendering/rendering-fault.ts';
import { chooseRecipients, type Addressee, type LeftOut } from './choose-recipients.ts';
import { replySubject } from './thread-subject.ts';

/** A message ready to be claimed, or why there is none. */
export type Prepared =
  | { kind: 'message'; message: PreparedMessage }
  | { kind: 'error'; code: PrepareError; detail: string }
  /** `detail`: the reason in words, with the amounts. */
  | { kind: 'skip'; reason: Extract<SkipReason, 'nothing_owed' | NotWorthAsking>; detail: string };

/** A text that a language model is to write (M4), and the hashes of what it depends on. */
export interface TextToWrite {
  prompt: string;
  facts: RenderFacts;
  to: string[];
  factsHash: string;
  writtenFrom: string;
}

/** Nobody has said from where it leaves. */
const NO_MAILBOX = {
  kind: 'error',
  code: 'no_mailbox',
  detail: 'There is no mailbox to send from.',
} as const;

/** What it would leave from was retired, and nobody took its place (S24). */
const NO_SENDER = {
  kind: 'error',
  code: 'no_sender',
  detail: 'The mailbox it would leave from is retired and has no successor.',
} as const;

/** Why there is no mailbox for a message. */
export function noMailbox({ isSenderGone }: Pick<MessageFacts, 'isSenderGone'>): NoMessage {
  return isSenderGone ? NO_SENDER : NO_MAILBOX;
}

/** Why a message has nobody or nothing to say. */
export type NoMessage = Extract<Prepared, { kind: 'error' }>;

/** Why a step goes to the queue in error; each is ended by a repair and `retry`. */
export type PrepareError =
  | 'no_recipient'
  | 'all_suppressed'
  | 'invalid_address'
  | 'template'
  | 'prompt'
  | 'no_mailbox'
  | 'no_sender'
  | 'facts_moved'
  | 'no_content';

/** What one message says and to whom. */
export interface PreparedMessage {
  /** Who gets it; null: it goes to an address that no contact has. */
  contactId: string | null;
  subject: string;
  html: string;
  text: string;
  /** BCP 47, what its words are written in; null: nobody has said (M6). */
  language: string | null;
  recipients: Addressee[];
  /** Who was passed over or left out, and why (S3, D3). */
  leftOut: LeftOut[];
  isThreaded: boolean;
  /** The person whose text it is, when it was edited by hand. */
  approvedById: string | null;
}

/** Why there is no draft of an email to show, in words for people. */
export function draftProblemOf(prepared: Prepared | { kind: 'error'; detail: string }): string {
  switch (prepared.kind) {
    case 'error':
      return prepared.detail;
    case 'skip':
      return `It would not be sent: ${prepared.reason.replaceAll('_', ' ')}. ${prepared.detail}`;
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
  /** The texts are no templates; `letter`: of a person to a person, whose headers alone say how to get no more (M5). */
  isVerbatim?: boolean | 'letter';
}

/**
 * Composes; what is thrown on the way makes this one message an error (M3), since whatever it is part of, a run, a list,
 * goes on without it.
 */
export function orTemplateError<T>(
  compose: () => T,
): T | { kind: 'error'; code: 'template'; detail: string } {
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
  if (!facts.mailbox) return noMailbox(facts);
  const { content } = facts;
  const pinned = content?.pinned ?? null;
  const own = pinned?.subject === undefined ? content?.subject : pinned.subject;
  const thread = own || !content?.isThreaded ? null : (content.thread ?? null);
  const isReply = thread !== null && thread.subject !== null;
  const subject = own || thread?.subject || thread?.template;
  const bodyHtml = pinned?.body ?? content?.body;
  if (!subject || !bodyHtml)
    return { kind: 'error', code: 'no_content', detail: 'Subject or body is missing.' };

  const chosen = chooseRecipients(input);
  if ('kind' in chosen) return chosen;
  const { contactId, contact, to, recipients, leftOut } = chosen;
  if (
    pinned?.origin === 'edited' &&
    pinned.factsHash &&
    pinned.factsHash !== hash(factsFingerprint(facts, to))
  ) {
    const detail =
      'Since it was edited, balances, invoices or the recipient changed. Look at it again, then retry.';
    const { refusal } = facts.message ?? {};
    return { kind: 'error', code: 'facts_moved', detail: refusal ? `${refusal} ${detail}` : detail };
  }
  const today = localDateOf(now, facts.organisation.zone);
  const { unsubscribeUrl } = input;
  const bodyText = pinned?.body ? (pinned.bodyText ?? null) : (content?.bodyText ?? null);
  const email = isReply
    ? { subject: replySubject(subject), isSubjectWritten: true, bodyHtml, bodyText }
    : { subject, bodyHtml, bodyText };
  const renderFacts = {
    ...renderFactsOf(facts, contact, { today, unsubscribeUrl }),
    ...input.about,
    language,
  };
  const rendered = input.isVerbatim
    ? verbatimEmail(email, input.isVerbatim === 'letter' ? null : wayOutOf(renderFacts))
    : renderEmail(email, renderFacts);
  if (!rendered.ok) {
    const detail = rendered.problems.map((problem) => `${problem.place}: ${problem.message}`).join('; ');
    return { kind: 'error', code: 'template', detail };
  }
  return {
    kind: 'message',
    message: {
      contactId,
      subject: rendered.subject,
      html: rendered.html,
      text: rendered.text,
      language,
      recipients,
      leftOut,
      isThreaded: content?.isThreaded ?? false,
      approvedById: pinned?.origin === 'edited' ? (pinned.editedById ?? null) : null,
    },
  };
}
