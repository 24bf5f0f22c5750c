import type {
  AutomationRecipient,
  AutomationSendStatus,
  AutomationStatus,
} from '../../contracts/automations/kinds.ts';
import type { ContactType } from '../../contracts/customers/kinds.ts';
import type { Channel } from '../../contracts/sending/kinds.ts';
import type { SequencePurpose } from '../../contracts/sequences/kinds.ts';
import type { StepContent, StepWords } from '../sending/send-facts.ts';

/** What an action says (A4): a stored template, which is read when it leaves, or words of its own. */
export type ActionWords =
  { templateId: string } | { subject: string; bodyHtml: string; bodyText: string | null };

/** What a message was asked to say, and to which types of contacts. */
export interface MessageContent {
  /** Of an email. */
  words: ActionWords | null;
  /** Of an sms: a template. */
  body: string | null;
  contactTypes: readonly ContactType[];
}

/** A message of an automation as it is stored; instants in epoch milliseconds. */
export interface StoredMessage {
  id: string;
  automationId: string;
  passId: string;
  /** Null, like the effect: it is a digest, of many customers. */
  customerId: string | null;
  actionKey: string;
  effectId: string | null;
  recipient: AutomationRecipient;
  userId: string | null;
  address: string | null;
  channel: Channel;
  purpose: SequencePurpose;
  content: MessageContent;
  /** The mailbox, or number, that the action names; null: the mailbox of the organisation. */
  mailboxId: string | null;
  sendStatus: AutomationSendStatus;
  requestedAt: number;
  askedById: string | null;
  leavesNow: boolean;
  heldReason: string | null;
  slotAt: number | null;
  digestId: string | null;
}

/** A message with what of its automation decides about it. */
export interface AutomationSend extends StoredMessage {
  automation: { name: string; status: AutomationStatus; ownerId: string | null; sight: 'owner' | 'all' };
}

/** The words of an email as they are resolved: in every language that they are written in (M6). */
export interface SpokenWords extends StepWords {
  language: string | null;
  variants: Readonly<Record<string, StepWords>>;
  /** A letter about an account, as programs write it: it lists what is overdue. */
  isReminder: boolean;
}

/** The words as the content of an email, to an address where one is named. */
export function contentOf(
  { subject, body, bodyText, language, variants }: SpokenWords,
  to: string | null = null,
): StepContent {
  const pinned = to === null ? null : { origin: 'template' as const, to: [to] };
  return { subject, body, bodyText, language, variants, cc: [], bcc: [], isThreaded: false, pinned };
}

/** The text of an sms as the content of a step. */
export function smsContentOf(body: string): StepContent {
  return { subject: null, body, bodyText: null, cc: [], bcc: [], isThreaded: false, pinned: null };
}

/** Whether it goes to our own people, who are no customers: no contact policy, no link out, nothing in the thread. */
export const isInternal = ({ recipient }: Pick<StoredMessage, 'recipient'>): boolean =>
  recipient !== 'contact';

/** Whether nothing has to be done for it any more, but by a person. */
export const isLeaving = ({ sendStatus }: Pick<StoredMessage, 'sendStatus'>): boolean =>
  sendStatus === 'requested' || sendStatus === 'sending';
