import type { Explanation } from '../../contracts/enrollments/explanation.ts';
import type { HoldKind, HoldScope } from '../../contracts/holds/kinds.ts';
import type { PutOff } from '../../contracts/sending/put-off.ts';
import type { ExplainedInvoice } from '../holds.ts';
import type { RecentContacts, Wanting } from '../sending/contact-policy.ts';
import { heldText } from '../sending/put-off.ts';
import { outcomeReasons } from './explain-path.ts';
import { firstRelease } from './next-send.ts';
import { ownSendText } from './own-send-text.ts';
import { isAllKeptBack, notAskedIn, stopReasonOf } from './rules.ts';
import { isFinal, type EnrollmentSnapshot, type Execution } from './snapshot.ts';

/** What the database knows in words about step executions. */
export interface ExplainDetails {
  /** By step execution id: why it is in error or uncertain. */
  details: ReadonlyMap<string, string | null>;
  /** By step execution id: what the mail server said, while it puts the message off. */
  putOffs: ReadonlyMap<string, PutOff>;
  /** The holds that are open, with who opened them (null: the engine) and why. */
  holds: readonly {
    scope: HoldScope;
    kind: HoldKind;
    reason: string | null;
    author: string | null;
    expiresAt: number | null;
  }[];
  mailboxReason: string | null;
  /** Open invoices that messages leave out, and why. */
  keptBack: readonly ExplainedInvoice[];
  /** What would keep the next message from leaving if its time had come; null: nothing. */
  obstacle: { code: string; text: string } | null;
  /** What the contact policy asks about the next message; null: there is none, or it may pass (D6, Q2). */
  contact: ({ lately: RecentContacts; zone: string } & Pick<Wanting, 'sourceId' | 'since' | 'to'>) | null;
}

/** Every reason that holds the messages of an enrollment back, or says that there will be none. */
export function reasonsOf(
  snapshot: EnrollmentSnapshot,
  now: number,
  known: ExplainDetails,
): Explanation['reasons'] {
  const reasons: Explanation['reasons'] = [];
  const add: AddReason = (code, text, until = null) => {
    reasons.push({ code, text, until: until === null ? null : isoOf(until) });
  };
  const { status } = snapshot.enrollment;
  if (isOver(snapshot)) add(status, `The enrollment is ${status}.`);
  else addStanding(snapshot, now, known, add);
  if (!isOver(snapshot)) reasons.push(...outcomeReasons(snapshot));
  if (known.obstacle) add(known.obstacle.code, known.obstacle.text);
  for (const execution of snapshot.executions) {
    addExecution(execution, known, add);
    const text = isOver(snapshot) ? null : ownSendText(snapshot, execution, known.holds);
    if (text !== null) add('sent_by_person', text);
  }
  return reasons;
}

type AddReason = (code: string, text: string, until?: number | null) => void;

/** What holds a live enrollment back as a whole. */
function addStanding(snapshot: EnrollmentSnapshot, now: number, known: ExplainDetails, add: AddReason): void {
  const stop = stopReasonOf(snapshot, now);
  if (stop) add(stop, `A stop rule applies: ${words(stop)}.`);
  for (const hold of known.holds) {
    if (hold.kind === 'switch') {
      add('switched_off', switchText(hold), hold.expiresAt);
      continue;
    }
    if (hold.scope === 'enrollment' && hold.kind === 'status') {
      add('waiting_for_status', 'It begins when the customer is active.');
      continue;
    }
    if (hold.scope === 'enrollment' && hold.kind === 'list') {
      add('removed', removedText(hold));
      continue;
    }
    const by = hold.author === null ? '' : ` by ${hold.author}`;
    const why = hold.reason === null ? '' : `: ${hold.reason}`;
    add(`${hold.scope}_hold`, `Held${by} (${hold.scope}, ${words(hold.kind)})${why}.`, hold.expiresAt);
  }
  if (isAllKeptBack(snapshot)) {
    const until = firstRelease(known.keptBack);
    add('all_disputed', 'Every open invoice is kept back by a dispute, a promise or a hold.', until);
  }
  for (const { number, kind, until } of known.keptBack) {
    add('invoice_hold', `Messages leave invoice ${number} out: ${words(kind)}.`, until);
  }
  const notAsked = notAskedIn(snapshot);
  if (notAsked) add(notAsked.code, `${notAsked.text} What comes due of this sequence is skipped.`);
  const inUse = snapshot.mailboxes.filter(({ mailboxId, heirId }) => mailboxId === heirId);
  if (inUse.some(({ isHeld }) => isHeld)) {
    add('mailbox_hold', 'Sending from the mailbox or number is switched off.');
  }
  for (const mailbox of inUse) {
    const why = known.mailboxReason ?? 'no reason known';
    if (mailbox.status === 'reconnect')
      add('mailbox_reconnect', `The mailbox has to be signed in again: ${why}`);
    if (mailbox.status !== 'failing') continue;
    const what = mailbox.channel === 'sms' ? 'sms sender' : 'mailbox';
    add('mailbox_failing', `The ${what} fails: ${why}`, mailbox.probeAt);
  }
}

/** Who took the customer off, and what brings it back (S17). */
function removedText({ author, reason }: ExplainDetails['holds'][number]): string {
  const by = author === null ? '' : ` by ${author}`;
  const what = reason ?? 'Removed';
  return `${what}${by}. It keeps its place, and goes on there when the customer is put on the list or enrolled again.`;
}

/** Names what an emergency switch stops, who did it and why (D9). */
function switchText({ scope, author, reason }: ExplainDetails['holds'][number]): string {
  const what = scope === 'all' ? 'everything' : `the ${scope}`;
  const by = author === null ? '' : ` by ${author}`;
  return `Sending is switched off for ${what}${by}${reason === null ? '' : `: ${reason}`}.`;
}

function addExecution(execution: Execution, known: ExplainDetails, add: AddReason): void {
  const { status, heldReason, heldUntil } = execution;
  if (status === 'error' || status === 'uncertain') {
    add(status, known.details.get(execution.stepExecutionId) ?? 'A step needs a person.');
  } else if (status === 'ready' && execution.sendRequestedAt === null) {
    add('waiting_for_person', 'A step waits in the queue for a person.');
  } else if (heldReason && !isFinal(status)) {
    const putOff = known.putOffs.get(execution.stepExecutionId) ?? null;
    add(heldReason, heldText(heldReason, putOff), heldUntil);
  }
}

/** Whether nothing will leave any more. */
export function isOver({ enrollment }: EnrollmentSnapshot): boolean {
  return enrollment.status === 'completed' || enrollment.status === 'stopped';
}

/** A code in words. */
export const words = (code: string): string => code.replaceAll('_', ' ');

const isoOf = (instant: number): string => new Date(instant).toISOString();
