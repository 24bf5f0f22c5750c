import type { Decision } from './decide.ts';
import type { KeptBack } from '../holds.ts';
import type { PlannedStep } from './plan.ts';
import { heldBy, isOwnSend, openHolds, type Leaving } from './held-by.ts';
import { isAllKeptBack } from './rules.ts';
import { senderMailbox } from './sender.ts';
import type { EnrollmentSnapshot, Execution, PlanStep } from './snapshot.ts';
import { nextOpen } from '../sequences/step-timing.ts';
import { isDisturbing, undisturbedFrom } from './undisturbed-hours.ts';

/** One step as the plan and its execution have it. */
export interface Outlook {
  step: PlanStep;
  execution: Execution | null;
  planned: PlannedStep | null;
}

/** What is asked with a message: the decision of this moment. */
export interface AskedNow {
  directive: Decision['directive'];
  now: number;
  keptBack: readonly KeptBack[];
}

/** Whether a message waits until a person does something. */
export function needsPerson({ step, execution, planned }: Outlook): boolean {
  if (execution?.status === 'sending') return false;
  if (execution?.status === 'uncertain') return true;
  if (isRequested(execution)) return false;
  const isManual = planned?.isManual ?? step.isManual;
  return isManual || execution?.status === 'error' || execution?.status === 'ready';
}

/** When a message leaves at the earliest; null when nobody knows. */
export function leavesAt(snapshot: EnrollmentSnapshot, outlook: Outlook, asked: AskedNow): number | null {
  if (outlook.execution?.status === 'sending') return asked.now;
  const at = wantsAt(snapshot, outlook, asked);
  return at === null ? null : opensAt(snapshot, outlook, at);
}

/** The first instant from `at` on at which the window lets it leave; one that a person sends knows no window. */
function opensAt(snapshot: EnrollmentSnapshot, { execution, step }: Outlook, at: number): number {
  const opens = isRequested(execution) ? at : nextOpen(snapshot, at);
  return undisturbedFrom(snapshot, leavingOf({ execution, step }), opens) ?? opens;
}

function leavingOf({ execution, step }: Pick<Outlook, 'execution' | 'step'>) {
  return { type: step.type, sendRequestedAt: execution?.sendRequestedAt ?? null };
}

/** Whether an sms would leave earlier if its customer could be disturbed (M7). */
export function isMovedByQuiet(snapshot: EnrollmentSnapshot, outlook: Outlook, asked: AskedNow): boolean {
  const { planned, execution } = outlook;
  if (needsPerson(outlook) || !planned || planned.dueAt === null) return false;
  const at = isRequested(execution) ? asked.now : Math.max(planned.dueAt, asked.now);
  return isDisturbing(snapshot, leavingOf(outlook), at);
}

/** Whether it would leave earlier if the sequence sent at any time (S13). */
export function isMovedByWindow(snapshot: EnrollmentSnapshot, outlook: Outlook, asked: AskedNow): boolean {
  const { execution, planned } = outlook;
  const at = wantsAt(snapshot, outlook, asked);
  if (at === null || !planned || planned.dueAt === null || isRequested(execution)) return false;
  const due = Math.max(planned.dueAt, asked.now);
  return planned.movedBy === 'window' || isClosed(snapshot, due) || isClosed(snapshot, at);
}

function isClosed(snapshot: EnrollmentSnapshot, at: number): boolean {
  return nextOpen(snapshot, at) > at;
}

/** When everything but the window lets it leave. */
function wantsAt(
  snapshot: EnrollmentSnapshot,
  outlook: Outlook,
  { directive, now, keptBack }: AskedNow,
): number | null {
  const { execution, planned, step } = outlook;
  const leaving: Leaving = isOwnSend(execution) ? 'own' : 'automatic';
  const isMailboxOff = leaving === 'automatic' && senderMailbox(snapshot, execution, step)?.isHeld === true;
  const needsSignIn = senderMailbox(snapshot, execution, step)?.status === 'reconnect';
  if (needsPerson(outlook) || isMailboxOff || needsSignIn) return null;
  const isHeld = heldBy(snapshot, now, leaving) !== null;
  const released = isHeld ? releaseOf(snapshot, { now, keptBack, leaving }) : now;
  if (released === null) return null;
  const own = isRequested(execution) ? Math.max(now, execution?.heldUntil ?? 0) : (planned?.leavesAt ?? null);
  if (own === null) return null;
  const isFirst = directive.kind === 'wait' && directive.stepExecutionId === execution?.stepExecutionId;
  const awaited = isFirst ? (directive.until ?? now) : now;
  return Math.max(own, released, awaited, probeOf(snapshot, outlook));
}

/** When the last of what holds it back ends by itself; null when something waits for a person. */
function releaseOf(
  snapshot: EnrollmentSnapshot,
  { now, keptBack, leaving }: Omit<AskedNow, 'directive'> & { leaving: Leaving },
): number | null {
  const ends = openHolds(snapshot, now, leaving).map((hold) => hold.expiresAt);
  if (isAllKeptBack(snapshot)) ends.push(firstRelease(keptBack));
  return ends.reduce<number | null>(later, now);
}

/** When the first of the invoices that are kept back can be asked for: the last of its own holds has ended. */
export function firstRelease(keptBack: readonly KeptBack[]): number | null {
  const releases = new Map<string, number | null>();
  for (const { invoiceId, until } of keptBack) {
    const before = releases.get(invoiceId);
    releases.set(invoiceId, before === undefined ? until : later(before, until));
  }
  const known = [...releases.values()].filter((end) => end !== null);
  return known.length > 0 ? Math.min(...known) : null;
}

/** The later of two ends; null: nobody knows. */
function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(a, b);
}

function probeOf(snapshot: EnrollmentSnapshot, { execution, step }: Outlook): number {
  const mailbox = senderMailbox(snapshot, execution, step);
  return mailbox?.status === 'failing' ? (mailbox.probeAt ?? 0) : 0;
}

/** Whether a person asked to send it. */
export function isRequested(execution: Execution | null): boolean {
  return execution !== null && execution.sendRequestedAt !== null;
}
