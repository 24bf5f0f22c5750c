import type { LeftOutReason, RecipientKind } from '../../contracts/sending/kinds.ts';
import { ADDRESS_PROBLEMS, addressKey, parseAddress } from '../customers/email-address.ts';
import type { ComposeMessage, NoMessage } from './compose-message.ts';
import { chooseContact, shownContact, unusable, type ContactChoice, type SendContact } from './recipients.ts';

/** Somebody who gets a message. */
export type Addressee = { kind: RecipientKind; address: string };

/** An address that a message was for and that gets nothing, and why (S3, D3). */
export interface LeftOut {
  kind: RecipientKind;
  address: string;
  contactId: string | null;
  reason: LeftOutReason;
}

/** Whom a message goes to. */
export interface ChosenRecipients {
  /** Who gets it; null: it goes to an address that no contact has. */
  contactId: string | null;
  /** Whose name and title fill the text: who gets it, else whom it would go to by the rule. */
  contact: SendContact | null;
  /** The addresses it was meant for. */
  to: string[];
  /** Those that may get it, each once, the main one first. */
  recipients: Addressee[];
  leftOut: LeftOut[];
}

type Input = Pick<ComposeMessage, 'facts' | 'contactTypes' | 'contactId'>;

/** The addresses a message is meant for: those that a person named, else that of the contact whose turn it is (S3). */
export function meantFor({ facts, contactTypes, contactId }: Input): { to: string[]; choice: ContactChoice } {
  const { contacts, suppressed, content } = facts;
  const choice = chooseContact({ contacts, contactTypes, contactId, suppressed });
  const named = content?.pinned?.to;
  const email = choice.contact?.email;
  return { to: named?.length ? named : email ? [email] : [], choice };
}

/**
 * Whom a message goes to (S3, D3, Q4): the main recipient, copies, and who is left out. Nobody is left: an error that says
 * whether there was no address or none that may get mail, in the server's words where it refused one just now (D2).
 */
export function chooseRecipients(input: Input): ChosenRecipients | NoMessage {
  const { facts } = input;
  const { content } = facts;
  const pinned = content?.pinned ?? null;
  const { to, choice } = meantFor(input);
  const isNamed = (pinned?.to?.length ?? 0) > 0;
  const passed: LeftOut[] = isNamed
    ? []
    : choice.passedOver.map(({ contact, address, reason }) => {
        return { kind: 'to', address, contactId: contact.contactId, reason };
      });
  if (to.length === 0) return noneLeft(input, passed);
  const copies = { cc: pinned?.cc ?? content?.cc ?? [], bcc: pinned?.bcc ?? content?.bcc ?? [] };
  const addressed = addressees(input, { to, ...copies });
  if ('code' in addressed) return addressed;
  const { recipients } = addressed;
  const leftOut = [...passed, ...addressed.leftOut];
  // Copies alone are no message: nobody gets it when nobody it is for may.
  const keys = new Set(facts.suppressed);
  if (to.every((address) => keys.has(addressKey(address)))) return noneLeft(input, leftOut);
  if (recipients.length === 0)
    return { kind: 'error', code: 'no_recipient', detail: 'Everybody it goes to has accepted it already.' };
  const candidates = choice.contact ? [choice.contact, ...facts.contacts] : facts.contacts;
  const main = contactAt(candidates, recipients[0]!.address);
  const contact = main ?? shownContact(choice);
  return { contactId: main?.contactId ?? null, contact, to, recipients, leftOut };
}

function addressees(
  { facts }: Input,
  all: Record<RecipientKind, string[]>,
): { recipients: Addressee[]; leftOut: LeftOut[] } | NoMessage {
  const suppressed = new Set(facts.suppressed);
  const accepted = new Set(
    facts.message?.recipients
      .filter((row) => row.status === 'accepted')
      .map((row) => addressKey(row.address)),
  );
  const seen = new Set<string>();
  const recipients: Addressee[] = [];
  const leftOut: LeftOut[] = [];
  for (const kind of ['to', 'cc', 'bcc'] as const) {
    for (const address of all[kind]) {
      const parsed = parseAddress(address);
      if (!parsed.ok) return invalid(kind, ADDRESS_PROBLEMS[parsed.reason]);
      const key = addressKey(parsed.address);
      if (seen.has(key) || accepted.has(key)) continue;
      seen.add(key);
      const reason = unusable(address, suppressed);
      const contactId = contactAt(facts.contacts, address)?.contactId ?? null;
      if (reason === null) recipients.push({ kind, address: parsed.address });
      else leftOut.push({ kind, address: parsed.address, contactId, reason });
    }
  }
  return { recipients, leftOut };
}

function noneLeft({ facts, contactId }: Input, leftOut: readonly LeftOut[]): NoMessage {
  const mains = leftOut.filter(({ kind }) => kind === 'to');
  const broken = mains.find(({ reason }) => reason === 'invalid_address');
  if (broken) {
    const parsed = parseAddress(broken.address);
    return invalid('to', parsed.ok ? 'cannot be used' : ADDRESS_PROBLEMS[parsed.reason]);
  }
  if (mains.length === 0) {
    const isNamed = facts.contacts.some((contact) => contact.contactId === contactId);
    const detail = isNamed
      ? 'The contact has no email address.'
      : 'No contact with an email address matches.';
    return { kind: 'error', code: 'no_recipient', detail };
  }
  const words = facts.message?.refusal;
  const detail = mains.length === 1 ? ONLY_SUPPRESSED : ALL_SUPPRESSED;
  return { kind: 'error', code: 'all_suppressed', detail: words ? `${words} ${detail}` : detail };
}

const ONLY_SUPPRESSED = 'The only address it may go to is suppressed.';
const ALL_SUPPRESSED = 'All addresses it may go to are suppressed.';

function invalid(kind: RecipientKind, problem: string): NoMessage {
  return {
    kind: 'error',
    code: 'invalid_address',
    detail: `The ${kind} address cannot be used: it ${problem}.`,
  };
}

function contactAt(contacts: readonly SendContact[], address: string): SendContact | null {
  const key = addressKey(address);
  return contacts.find(({ email }) => email !== null && addressKey(email) === key) ?? null;
}
