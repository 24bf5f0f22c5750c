import type {
  AssigneeRule,
  Priority,
  SequencePurpose,
  SequenceStoredStatus,
  StepType,
} from '../../contracts/sequences/kinds.ts';
import type { ContactType, CustomerStatus } from '../../contracts/customers/kinds.ts';
import type { EnrollmentStoredStatus, StepExecutionStatus } from '../../contracts/enrollments/kinds.ts';
import type { Channel, SkipReason, WaitReason } from '../../contracts/sending/kinds.ts';
import type { Tracking } from '../../contracts/sending/tracking.ts';
import type { HolidayCalendar } from '../../contracts/sequences/holiday-calendar.ts';
import type { Hold } from '../holds.ts';
import type { Reached, StepTiming } from '../sequences/step-timing.ts';
import type { Branching } from './branching.ts';
import type { Span } from '../time/spans.ts';
import type { Quiet } from './undisturbed-hours.ts';
import type { SequenceLimit } from '../sending/limits-of.ts';
import type { MailboxState } from '../sending/mailbox-state.ts';

/**
 * Everything that decides what an enrollment does next, read in one statement. Instants are epoch milliseconds,
 * dates `YYYY-MM-DD`, money decimal strings in the customer's currency.
 */
export interface EnrollmentSnapshot {
  enrollment: {
    enrollmentId: string;
    sequenceId: string;
    customerId: string;
    contactId: string | null;
    /** From where the first mail of its thread left (S24). */
    mailboxId: string | null;
    fromAddress: string | null;
    status: EnrollmentStoredStatus;
    startDate: string;
    plannedFrom: number;
    hasOwed: boolean;
    intentVersion: number;
    appliedVersion: number;
    planVersion: number;
    nextWakeAt: number | null;
    threadMessageId: string | null;
    threadReferences: string[];
  };
  sequence: SequenceSettings;
  /** `arVersion` moves with whatever its messages depend on. */
  customer: { status: CustomerStatus; arOwnerId: string | null; arVersion: number };
  /** When the customer is not to be disturbed by an sms; absent: never (M7). */
  quiet?: Quiet;
  /** What the open invoices come to, and which part of it can be asked for. */
  balance: OpenBalance;
  /** Those on its path as far as that is known, in order. */
  steps: PlanStep[];
  /** Branches with all their steps, and what was decided so far; null: its sequence has none, the path is the order of its steps. */
  branching: (Branching & { steps: PlanStep[] }) | null;
  executions: Execution[];
  /** All holds that concern it, ended ones included: held time is a set of intervals (S11). */
  holds: Hold[];
  /**
   * When every open invoice of the customer was kept back, of a sequence that asks for them (D8): disjoint spans in
   * order; those of before the enrolling may be missing.
   */
  keptBack: Span[];
  /** The mailboxes and numbers its steps may use. */
  mailboxes: StepMailbox[];
}

/**
 * Sums over the open invoices of a customer; what is below one minor unit of the currency counts as nothing but in
 * `residue` (C19).
 */
export interface OpenBalance {
  open: string;
  /** Of those that no dispute, promise or other invoice hold keeps back. */
  askable: string;
  /** Of those that are not disputed. */
  undisputed: string;
  /** Of those below one minor unit, left over from before. */
  residue: string;
  /** What counts against what is open (C18). */
  credit: string;
  /** The least amount worth a letter (C19). */
  least: string;
  /** ISO 4217. */
  currency: string;
  /** When the first hold of an invoice ends by itself (D8); null: none does. */
  releasesAt: number | null;
}

/** What the engine needs of a sequence. */
export interface SequenceSettings {
  name: string;
  status: SequenceStoredStatus;
  closing: 'finish' | 'stop' | null;
  zone: string;
  purpose: SequencePurpose;
  mailboxId: string | null;
  /** The address among those of the mailbox; null: its own (M1). */
  fromAddress: string | null;
  /** The number that its sms leave from; absent or null: none. */
  smsSenderId?: string | null;
  primaryUserId: string | null;
  sendDays: number[];
  windowStart: string | null;
  windowStop: string | null;
  holidays: HolidayCalendar | null;
  /** How many emails and sms of it may leave in a period (S14). */
  limits: SequenceLimit[];
  stopRules: {
    onReply: boolean;
    /** Where a reply would stop it, it holds it instead, for so many days; null: until a person answers. */
    holdOnReply?: { days: number | null } | null | undefined;
    onBounce: boolean;
    onPaid: boolean;
    onAllDisputed: boolean;
    onNotActive: boolean;
  };
  tracking: Tracking;
  endAt: number | null;
  /** Of its content and settings; times and holds move the plan version. */
  version: number;
  planVersion: number;
  timingEditedAt: number | null;
}

/** A step of the definition; `position`: its place on the path, from 1. */
export interface PlanStep {
  stepId: string;
  position: number;
  type: StepType;
  label: string;
  priority: Priority;
  isManual: boolean;
  timing: StepTiming;
  /** Of a branching sequence: how the path came to it. */
  reached?: Reached | null;
  timingEditedAt: number;
  /** When its delivery was last edited; null: never. */
  deliveryEditedAt: number | null;
  assigneeRule: AssigneeRule;
  assigneeUserId: string | null;
  contactTypes: ContactType[];
  /** A sender of its own (S3): a mailbox, an address, or both. */
  mailboxId: string | null;
  fromAddress: string | null;
  /** Follows the first mail of its enrollment (M5). */
  isThreaded: boolean;
  /** A language model writes its text (M4). */
  isPrompted: boolean;
}

/** A step execution as stored. */
export interface Execution {
  stepExecutionId: string;
  stepId: string;
  position: number;
  type: StepType;
  priority: Priority;
  isManual: boolean;
  status: StepExecutionStatus;
  dueAt: number | null;
  readyAt: number | null;
  endedAt: number | null;
  heldReason: WaitReason | null;
  heldUntil: number | null;
  slotAt: number | null;
  sendRequestedAt: number | null;
  skipReason: SkipReason | null;
  /** Why it was left out in words, with the amounts of that moment; null: the reason says it all. */
  skipDetail: string | null;
  assigneeId: string | null;
  /** When the step became one of those that the enrollment has come to. */
  createdAt: number;
  /** A person gave it to its assignee, whatever the step says. */
  isReassigned: boolean;
  /** How its step addressed it when it entered the queue; null: as the step says it now (S6). */
  rule: PinnedRule | null;
  /** Its email has a text of its own, which edits of the step do not reach. */
  hasText: boolean;
}

/** What edits of a step do not change of a row that is ready: whom its message is for, and who sends it. */
export interface PinnedRule {
  contactTypes: ContactType[];
  /** Null: the mailbox of the enrollment or its sequence, as it is when it leaves. */
  mailboxId: string | null;
  /** The address among those of its mailbox; null: its own. */
  fromAddress: string | null;
  isThreaded: boolean;
}

/** A mailbox, or a number that sms leave from, that steps may use. `isHeld`: an emergency switch stops it (D9). */
export interface StepMailbox extends MailboxState {
  /** Left out: a mailbox. */
  channel?: Channel;
  /** Who sends in its place: itself, unless it is retired; null: nobody (S24). */
  heirId: string | null;
  isHeld: boolean;
}

/** Executions whose time has come: they entered the queue, are leaving, or ended. They are never planned again. */
export function hasPassed(execution: Execution): boolean {
  return execution.status !== 'planned';
}

/** Executions that will not change any more. */
export function isFinal(status: StepExecutionStatus): boolean {
  return status === 'done' || status === 'skipped' || status === 'cancelled';
}

/** Where an execution stands again when its attempt left nothing behind. */
export function statusBeforeSend(
  execution: Pick<Execution, 'isManual' | 'sendRequestedAt'>,
): 'ready' | 'planned' {
  return execution.isManual || execution.sendRequestedAt !== null ? 'ready' : 'planned';
}

/** Whom the message of a row is for, in order (S3). */
export function contactTypesOf(execution: Execution | null, step: PlanStep | null): ContactType[] {
  return execution?.rule?.contactTypes ?? step?.contactTypes ?? [];
}
