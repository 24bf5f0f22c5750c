import { instantOf, localDateOf, localTimeOf } from '../../../domain/time/calendar.ts';
import type { Hold } from '../../../domain/holds.ts';
import type {
  EnrollmentSnapshot,
  Execution,
  OpenBalance,
  PlanStep,
  StepMailbox,
} from '../../../domain/enrollments/snapshot.ts';
import type { StepTiming } from '../../../domain/sequences/step-timing.ts';
import type { Span } from '../../../domain/time/spans.ts';

/** The Monday on which the customers of these tests are enrolled, at 08:00 of the sequence's zone. */
export const START = '2026-03-02';

/** The instant of `YYYY-MM-DD HH:mm`. */
export function at(local: string, zone = 'UTC'): number {
  return instantOf(local.slice(0, 10), local.slice(11), zone);
}

/** The inverse of `at`: seconds are cut off. */
export function shown(instant: number | null, zone = 'UTC'): string | null {
  return instant === null ? null : `${localDateOf(instant, zone)} ${localTimeOf(instant, zone)}`;
}

/** A step due some days after the start, automatic unless `isManual`. */
export function onDay(
  days: number,
  change: Partial<PlanStep> & { sendTime?: string } = {},
): Partial<PlanStep> {
  const { sendTime = '09:00', ...rest } = change;
  return { timing: { kind: 'offset', days, sendTime }, ...rest };
}

/** A step due some time after the one before ended: `after('3 days')`, `after('1 weeks', { atTime: '09:00' })`. */
export function after(
  delay: string,
  change: Partial<PlanStep> & { atTime?: string } = {},
): Partial<PlanStep> {
  const { atTime = null, ...rest } = change;
  const [amount, unit] = delay.split(' ') as [string, Extract<StepTiming, { kind: 'delay' }>['unit']];
  return { timing: { kind: 'delay', amount: Number(amount), unit, atTime }, ...rest };
}

/** A call, which waits for a person. */
export function byHand(step: Partial<PlanStep>): Partial<PlanStep> {
  return { type: 'call', isManual: true, ...step };
}

/** Steps `a`, `b`, `c` … at positions 1, 2, 3 …; never edited since the enrolling. */
export function stepsOf(...steps: Partial<PlanStep>[]): PlanStep[] {
  return steps.map((step, index) => ({
    stepId: String.fromCharCode(97 + index),
    position: index + 1,
    type: 'email',
    label: `Step ${index + 1}`,
    priority: 'normal',
    isManual: false,
    timing: { kind: 'offset', days: index, sendTime: '09:00' },
    timingEditedAt: 0,
    deliveryEditedAt: null,
    assigneeRule: 'primary_user',
    assigneeUserId: null,
    contactTypes: [],
    mailboxId: null,
    fromAddress: null,
    isThreaded: false,
    isPrompted: false,
    ...step,
  }));
}

/** An execution of a step, planned unless changed. */
export function executionOf(step: PlanStep, change: Partial<Execution> = {}): Execution {
  return {
    stepExecutionId: `x-${step.stepId}`,
    stepId: step.stepId,
    position: step.position,
    type: step.type,
    priority: step.priority,
    isManual: step.isManual,
    status: 'planned',
    dueAt: null,
    readyAt: null,
    endedAt: null,
    heldReason: null,
    heldUntil: null,
    slotAt: null,
    sendRequestedAt: null,
    skipReason: null,
    skipDetail: null,
    assigneeId: 'primary',
    createdAt: 0,
    isReassigned: false,
    rule: null,
    hasText: false,
    ...change,
  };
}

/** What a test says of a snapshot; everything else is a customer who owes 100 in a sequence without a window in UTC. */
export interface SnapshotInput {
  steps: PlanStep[];
  executions?: Execution[];
  holds?: Hold[];
  keptBack?: Span[];
  /** One that works, unless said. */
  mailboxes?: StepMailbox[];
  enrollment?: Partial<EnrollmentSnapshot['enrollment']>;
  sequence?: Partial<EnrollmentSnapshot['sequence']>;
  customer?: Partial<EnrollmentSnapshot['customer']>;
  /** Nothing is kept back by a promise or a hold unless said. */
  balance?: Pick<OpenBalance, 'open' | 'askable'> & Partial<OpenBalance>;
}

/** A working mailbox as a snapshot knows it. */
export function stepMailbox(mailboxId: string, change: Partial<StepMailbox> = {}): StepMailbox {
  return { mailboxId, heirId: mailboxId, status: 'working', probeAt: null, isHeld: false, ...change };
}

/** A snapshot of an active enrollment. */
export function snapshotOf(input: SnapshotInput): EnrollmentSnapshot {
  const zone = input.sequence?.zone ?? 'UTC';
  const startDate = input.enrollment?.startDate ?? START;
  return {
    enrollment: {
      enrollmentId: 'enrollment',
      sequenceId: 'sequence',
      customerId: 'customer',
      contactId: null,
      mailboxId: null,
      fromAddress: null,
      status: 'active',
      startDate,
      plannedFrom: instantOf(startDate, '08:00', zone),
      hasOwed: true,
      intentVersion: 1,
      appliedVersion: 0,
      planVersion: 1,
      nextWakeAt: null,
      threadMessageId: null,
      threadReferences: [],
      ...input.enrollment,
    },
    sequence: {
      name: 'Reminders',
      status: 'active',
      closing: null,
      zone,
      purpose: 'collections',
      tracking: { opens: false, clicks: false, leaveAlone: [] },
      mailboxId: 'mailbox',
      fromAddress: null,
      primaryUserId: 'primary',
      sendDays: [],
      windowStart: null,
      windowStop: null,
      holidays: null,
      limits: [],
      stopRules: { onReply: true, onBounce: true, onPaid: true, onAllDisputed: false, onNotActive: true },
      endAt: null,
      version: 1,
      planVersion: 1,
      timingEditedAt: null,
      ...input.sequence,
    },
    customer: { status: 'active', arOwnerId: null, arVersion: 1, ...input.customer },
    balance: {
      open: '100.0000',
      askable: '100.0000',
      undisputed: input.balance?.askable ?? '100.0000',
      residue: '0',
      credit: '0',
      least: '0.01',
      currency: 'EUR',
      releasesAt: null,
      ...input.balance,
    },
    steps: input.steps,
    branching: null,
    executions: input.executions ?? [],
    holds: input.holds ?? [],
    keptBack: input.keptBack ?? [],
    mailboxes: input.mailboxes ?? [stepMailbox('mailbox')],
  };
}

/** A hold of one enrollment by a person, open unless an end or expiry is given. */
export function holdFrom(startedAt: number, change: Partial<Hold> = {}): Hold {
  return { scope: 'enrollment', kind: 'manual', startedAt, expiresAt: null, endedAt: null, ...change };
}
