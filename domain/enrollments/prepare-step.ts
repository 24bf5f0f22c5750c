import type { RecipientKind, SkipReason } from '../../contracts/sending/kinds.ts';
import { localDateOf } from '../time/calendar.ts';
import { addressKey, parseAddress } from '../customers/email-address.ts';
import { promptFingerprint } from '../prompting/prompt-data.ts';
import type { RenderFacts } from '../rendering/facts.ts';
import { renderEmail, verbatimEmail } from '../rendering/message.ts';
import { chooseContact, type SendContact } from '../sending/recipients.ts';
import { owesNothing } from './rules.ts';
import {
  factsFingerprint,
  renderFactsOf,
  type MessageFacts,
  type StepContent,
} from '../sending/send-facts.ts';
import type { EnrollmentSnapshot, PlanStep } from './snapshot.ts';

/** A message ready to be claimed, or why there is none. */
export type Prepared =
  | { kind: 'message'; message: PreparedMessage }
  | { kind: 'error'; code: PrepareError; detail: string }
  | { kind: 'skip'; reason: SkipReason };

/** The message of a step: as above, or what has to be written before there is one. */
export type PreparedStep = Prepared | { kind: 'unwritten'; text: TextToWrite };

/** A text that a language model is to write (M4), and the hashes of what it depends on. */
export interface TextToWrite {
  prompt: string;
  facts: RenderFacts;
  to: string[];
  factsHash: string;
  writtenFrom: string;
}

const NO_MAILBOX = {
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
  recipients: { kind: RecipientKind; address: string }[];
  isThreaded: boolean;
  /** The person whose text it is, when it was edited by hand. */
  approvedById: string | null;
}

interface ComposeInput {
  facts: MessageFacts;
  /** The contact it was addressed to by name, if any. */
  contactId: string | null;
  contactTypes: PlanStep['contactTypes'];
  now: number;
  unsubscribeUrl: string;
  hash: (text: string) => string;
  /** What the message is about where that is less than all that is open (M2); its day instead of the organisation's. */
  about?: Pick<RenderFacts, 'today' | 'listed' | 'invoice'>;
  /** The texts are no templates. */
  isVerbatim?: boolean;
}

interface PrepareInput extends Omit<ComposeInput, 'contactId'> {
  snapshot: EnrollmentSnapshot;
  /** A person looks at the text before it leaves. */
  isManual: boolean;
}

/** The message of a step: asks whether anything is owed, then composes (D7). Pure. */
export function prepareMessage({ snapshot, isManual, ...input }: PrepareInput): PreparedStep {
  if (owesNothing(snapshot)) return { kind: 'skip', reason: 'nothing_owed' };
  const composing = { ...input, contactId: snapshot.enrollment.contactId };
  const prompt = promptOf(input.facts.content);
  return prompt === null ? composeMessage(composing) : prepareWritten(composing, { prompt, isManual });
}

/** What a language model is asked for; null: somebody else has written the text, or a template does. */
function promptOf(content: StepContent | null): string | null {
  const pinned = content?.pinned;
  if (pinned) return pinned.origin === 'edited' ? null : (pinned.prompt ?? null);
  return content?.prompt ?? null;
}

/**
 * The message of a step whose text a language model writes (M4). A text that nobody looked at leaves only while every
 * fact is as it was told; one that a person saw, while balances and recipients are (D7).
 */
function prepareWritten(
  input: ComposeInput,
  { prompt, isManual }: { prompt: string; isManual: boolean },
): PreparedStep {
  const { facts, hash, now, unsubscribeUrl } = input;
  if (!facts.mailbox) return NO_MAILBOX;
  const chosen = chooseRecipients(input);
  if ('kind' in chosen) return chosen;
  const { contact, to } = chosen;
  const today = localDateOf(now, facts.organisation.zone);
  const renderFacts = renderFactsOf(facts, contact, { today, unsubscribeUrl });
  const text: TextToWrite = {
    prompt,
    facts: renderFacts,
    to,
    factsHash: hash(factsFingerprint(facts, to)),
    writtenFrom: hash(promptFingerprint({ prompt, level: 'account', facts: renderFacts })),
  };
  const pinned = facts.content?.pinned;
  if (pinned?.origin !== 'written') return { kind: 'unwritten', text };
  const isFit = isManual ? pinned.factsHash === text.factsHash : pinned.writtenFrom === text.writtenFrom;
  if (isFit) return composeMessage({ ...input, isVerbatim: true });
  if (!isManual) return { kind: 'unwritten', text };
  const detail =
    'Since it was written, balances, invoices or the recipient changed. `retry` has it written again.';
  return { kind: 'error', code: 'facts_moved', detail };
}

/** Chooses recipients and renders (M2, M3, S3, D3, D7, Q4). Pure; recipients that accepted before are left out (D1). */
export function composeMessage(input: ComposeInput): Extract<Prepared, { kind: 'message' }> | NoMessage {
  const { facts, now, hash } = input;
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
  const rendered = input.isVerbatim
    ? verbatimEmail(email, unsubscribeUrl)
    : renderEmail(email, {
        ...renderFactsOf(facts, contact, { today, unsubscribeUrl }),
        ...input.about,
      });
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
      recipients,
      isThreaded: content?.isThreaded ?? false,
      approvedById: pinned?.origin === 'edited' ? (pinned.editedById ?? null) : null,
    },
  };
}

type Addressee = { kind: RecipientKind; address: string };

/** Whom a message goes to (S3, D3, Q4): its contact, the addresses it was meant for, and those that may get it. */
export function chooseRecipients(
  input: Pick<ComposeInput, 'facts' | 'contactTypes' | 'contactId'>,
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
