import type { SequencePurpose, SequenceStoredStatus, Delivery } from '../../contracts/sequences/kinds.ts';
import type { HolidayCalendar } from '../../contracts/sequences/holiday-calendar.ts';
import type { HoldKind } from '../../contracts/holds/kinds.ts';
import type { Tracking } from '../../contracts/sending/tracking.ts';
import type {
  SendingWindowHours,
  SequenceLimits,
  StopRules,
} from '../../contracts/sequences/sequence-fields.ts';
import type { Step } from '../../contracts/sequences/steps.ts';

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
  defaultDelivery: Delivery;
  primaryUserId: string | null;
  memberIds: string[];
  beginAt: number | null;
  endAt: number | null;
  /** ISO weekdays; empty: every day. */
  sendDays: number[];
  window: SendingWindowHours | null;
  holidays: HolidayCalendar | null;
  limits: SequenceLimits;
  stopRules: StopRules;
  tracking: Tracking;
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
 * became automatic or manual, null: never.
 */
export interface StoredStep extends Step {
  timingEditedAt: number;
  deliveryEditedAt: number | null;
}

/** A step as the product shows it. */
export function shownStep({
  timingEditedAt: _timing,
  deliveryEditedAt: _delivery,
  ...step
}: StoredStep): Step {
  return step;
}

/** What an enrollment walks through: settings, and the steps that are not archived, in order. */
export interface SequenceDefinition {
  sequence: StoredSequence;
  steps: StoredStep[];
}

/** A hold of scope `sequence`; instants are epoch milliseconds. */
export interface SequenceHold {
  kind: HoldKind;
  reason: string | null;
  startedAt: number;
  expiresAt: number | null;
  endedAt: number | null;
}
