import type { SequencePurpose, SequenceStoredStatus, Delivery } from '../../contracts/sequences/kinds.ts';
import type { HolidayCalendar } from '../../contracts/sequences/holiday-calendar.ts';
import type { HoldKind } from '../../contracts/holds/kinds.ts';
import type { Tracking } from '../../contracts/sending/tracking.ts';
import type { Branch } from '../../contracts/sequences/branches.ts';
import type {
  SendingWindowHours,
  SequenceLimits,
  StopRules,
} from '../../contracts/sequences/sequence-fields.ts';
import type { Step } from '../../contracts/sequences/steps.ts';
import type { Graph } from './graph.ts';

/** A sequence as it is stored; instants are epoch milliseconds. Whether it is paused stands in its holds. */
export interface StoredSequence {
  id: string;
  name: string;
  description: string | null;
  zone: string;
  purpose: SequencePurpose;
  status: SequenceStoredStatus;
  isTemplate: boolean;
  mailboxId: string | null;
  /** The address among those of the mailbox; null: its own (M1). */
  fromAddress: string | null;
  /** The number that its sms leave from (M1). */
  smsSenderId: string | null;
  defaultDelivery: Delivery;
  primaryUserId: string | null;
  memberIds: string[];
  /** The list that it follows (S17). */
  listId: string | null;
  beginAt: number | null;
  endAt: number | null;
  /** ISO weekdays; empty: every day. */
  sendDays: number[];
  window: SendingWindowHours | null;
  holidays: HolidayCalendar | null;
  limits: SequenceLimits;
  stopRules: StopRules;
  tracking: Tracking;
  /** It has branches or conditions, or had some since it was activated. */
  hasConditions: boolean;
  version: number;
  planVersion: number;
  drainedVersion: number;
  /** When settings that move due times were last edited. */
  timingEditedAt: number | null;
  closing: 'finish' | 'stop' | null;
  activatedAt: number | null;
  endedAt: number | null;
  archivedAt: number | null;
  createdById: string;
  createdAt: number;
  updatedAt: number;
}

/**
 * A step as it is stored. `timingEditedAt`: when it was added, moved, or its timing edited; `deliveryEditedAt`: when it
 * became automatic or manual, null: never; `decidesSince`: since when it has conditions or a fallback, null: it has none;
 * `branchingEditedAt`: when those were last edited.
 */
export interface StoredStep extends Step {
  timingEditedAt: number;
  deliveryEditedAt: number | null;
  decidesSince: number | null;
  branchingEditedAt: number | null;
}

/** A step as the product shows it. */
export function shownStep({
  timingEditedAt: _timing,
  deliveryEditedAt: _delivery,
  decidesSince: _decides,
  branchingEditedAt: _branching,
  ...step
}: StoredStep): Step {
  return step;
}

/** What an enrollment walks through: settings, branches in order, and the steps that are not archived, branch by branch. */
export interface SequenceDefinition {
  sequence: StoredSequence;
  branches: Branch[];
  steps: StoredStep[];
  /** Where each step stands, those that were removed included. */
  graph: Graph;
}

/** A hold of scope `sequence`; instants are epoch milliseconds. */
export interface SequenceHold {
  kind: HoldKind;
  reason: string | null;
  startedAt: number;
  expiresAt: number | null;
  endedAt: number | null;
}
