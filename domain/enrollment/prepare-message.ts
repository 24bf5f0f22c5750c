import type { RecipientKind, SkipReason } from '../../contracts/kinds.ts';
import { localDateOf } from '../calendar.ts';
import { addressKey, parseAddress } from '../email-address.ts';
import { renderEmail } from '../rendering/message.ts';
import { chooseContact } from './recipients.ts';
import { owesNothing } from './rules.ts';
import { factsFingerprint, renderFactsOf, type SendFacts } from './send-facts.ts';
import type { EnrollmentSnapshot, PlanStep } from './snapshot.ts';

/** A message ready to be claimed, or why there is none. */
export type Prepared =
  | { kind: 'message'; message: PreparedMessage }
  | { kind: 'error'; code: PrepareError; detail: string }
  | { kind: 'skip'; reason: SkipReason };

/** Why a step goes to the queue in error; each is ended by a repair and `retry`. */
export type PrepareError =
  'no_recipient' | 'invalid_address' | 'template' | 'no_mailbox' | 'facts_moved' | 'no_content';

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
  facts: SendFacts;
  /** The contact it was addressed to by name, if any. */
  contactId: string | null;
  contactTypes: PlanStep['contactTypes'];
  now: number;
  unsubscribeUrl: string;
  hash: (text: string) => string;
}

interface PrepareInput extends Omit<ComposeInput, 'contactId'> {
  snapshot: EnrollmentSnapshot;
}

/** The message of a step: asks whether anything is owed, then composes (D7). Pure. */
export function prepareMessage({ snapshot, ...input }: PrepareInput): Prepared {
  if (owesNothing(snapshot)) return { kind: 'skip', reason: 'nothing_owed' };
  return composeMessage({ ...input, contactId: snapshot.enrollment.contactId });
}

/** Chooses recipients and renders (M2, M3, S3, D3, D7, Q4). Pure; recipients that accepted before are left out (D1). */
export function composeMessage(input: ComposeInput): Prepared {
  const { facts, now, hash } = input;
  if (!facts.mailbox)
    return { kind: 'error', code: 'no_mailbox', detail: 'There is no mailbox to send from.' };
  const { content } = facts;
  const pinned = content?.pinned ?? null;
  const subject = pinned?.subject ?? content?.subject;
  const bodyHtml = pinned?.body ?? content?.body;
  if (!subject || !bodyHtml)
    return { kind: 'error', code: 'no_content', detail: 'Subject or body is missing.' };

  const contact = chooseContact(facts.contacts, input.contactTypes, input.contactId);
  const to = pinned?.to?.length ? pinned.to : contact?.email ? [contact.email] : [];
  const addressed = addressees(facts, to, pinned?.cc ?? content!.cc, pinned?.bcc ?? content!.bcc);
  if (!Array.isArray(addressed)) return addressed;
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
  const renderFacts = renderFactsOf(facts, contact, { today, unsubscribeUrl: input.unsubscribeUrl });
  const bodyText = pinned?.body ? (pinned.bodyText ?? null) : (content?.bodyText ?? null);
  const rendered = renderEmail({ subject, bodyHtml, bodyText }, renderFacts);
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
      recipients: addressed,
      isThreaded: content?.isThreaded ?? false,
      approvedById: pinned?.origin === 'edited' ? (pinned.editedById ?? null) : null,
    },
  };
}

type Addressee = { kind: RecipientKind; address: string };

/** Valid, not suppressed, each address once, none that accepted this message before. */
function addressees(facts: SendFacts, to: string[], cc: string[], bcc: string[]): Addressee[] | Prepared {
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

function noRecipient(detail: string): Prepared {
  return { kind: 'error', code: 'no_recipient', detail };
}
