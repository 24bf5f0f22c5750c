import type {
  ExplainedReason,
  ScheduledTouchpointExplanation,
} from '../../contracts/programs/program-explanation.ts';
import type { MessageStatus, WaitReason, TouchpointLevel } from '../../contracts/sending/kinds.ts';
import type {
  BatchStatus,
  ScheduledTouchpointStatus,
  TouchpointDelivery,
  TouchpointReason,
} from '../../contracts/programs/kinds.ts';
import { localDateOf, localTimeOf } from '../time/calendar.ts';
import type { PutOff } from '../../contracts/sending/put-off.ts';
import { heldText } from '../sending/put-off.ts';
import { deferralOf, type RecentContacts } from '../sending/contact-policy.ts';
import { withinHours } from '../sending/sending-hours.ts';
import { askedAtOf } from './program-hours.ts';
import {
  customerObstacles,
  programObstacles,
  words,
  type ProgramSituation,
  type Standing,
  type StandingHold,
} from './program-situation.ts';

/** A scheduled touchpoint that is to be explained; instants in epoch milliseconds. */
export interface OpenTouchpoint {
  scheduledTouchpointId: string;
  programId: string;
  touchpointId: string;
  customerId: string;
  subjectId: string;
  level: TouchpointLevel;
  invoiceId: string | null;
  invoiceNumber: string | null;
  label: string;
  delivery: TouchpointDelivery;
  status: ScheduledTouchpointStatus;
  reason: TouchpointReason | null;
  plannedAt: number;
  plannedOn: string;
  runId: string | null;
  heldReason: WaitReason | null;
  heldUntil: number | null;
  wakeAt: number | null;
  /** When it was approved; null: not yet. */
  decidedAt: number | null;
  /** A person approved it, or lets it leave, not the program alone. */
  isByPerson: boolean;
  forceReason: string | null;
  errorDetail: string | null;
  /** What the mail server said, while it puts it off. */
  putOff: PutOff | null;
  batchId: string | null;
  batchStatus: BatchStatus | null;
  deadlineAt: number | null;
  messageStatus: MessageStatus | null;
}

/** What one message meets when its time comes. */
export interface Outlook {
  program: ProgramSituation;
  /** Those that concern the program, its mailbox or the customer. */
  holds: readonly StandingHold[];
  contact: { lately: RecentContacts; zone: string };
  /** Whom it would go to. */
  to: readonly string[];
  /** What would keep it from leaving if its time had come: an error, or why it would be left out; null: nothing. */
  obstacle: { code: string; text: string } | null;
  now: number;
}

/** When a scheduled touchpoint leaves, and every reason that holds it back (O7). Pure. */
export function explainTouchpoint(
  row: OpenTouchpoint,
  outlook: Outlook,
): Omit<ScheduledTouchpointExplanation, 'programId' | 'zone'> {
  const { scheduledTouchpointId, touchpointId, label, invoiceId, invoiceNumber, status, plannedAt } = row;
  const isToCome = status === 'scheduled' || (status === 'approved' && !isHandedOver(row));
  const standing = isToCome || status === 'proposed' ? standingReasons(row, outlook) : [];
  const start =
    status === 'scheduled' ? plannedAt : Math.max(outlook.now, row.wakeAt ?? 0, row.heldUntil ?? 0);
  const free = isToCome && !needsDecision(row) && !outlook.obstacle ? latest(start, standing) : null;
  const opensAt = free && hoursAfter(row, outlook, free);
  const deferral = isToCome ? deferralOfRow(row, outlook, opensAt ?? start) : null;
  const leavesAt = opensAt && hoursAfter(row, outlook, Math.max(opensAt, deferral ?? 0));
  return {
    scheduledTouchpointId,
    touchpoint: { id: touchpointId, label },
    invoice: invoiceId === null ? null : { id: invoiceId, number: invoiceNumber ?? '' },
    status,
    plannedAt: isoOf(plannedAt),
    answer: answerOf(row, outlook, leavesAt),
    nextSendAt: leavesAt === null ? null : isoOf(leavesAt),
    reasons: [
      ...ownReasons(row, outlook),
      ...standing.map(({ code, text, until }) => reason(code, text, until)),
      ...(deferral === null ? [] : [reason('contact_policy', CONTACT_POLICY, deferral)]),
      ...(opensAt !== free && row.heldReason !== 'window' ? [hoursReason(outlook, opensAt)] : []),
      ...(outlook.obstacle ? [reason(outlook.obstacle.code, outlook.obstacle.text)] : []),
    ],
  };
}

const CONTACT_POLICY = 'The contact policy lets the customer hear from us later only.';

/** What is approved leaves also while the program is paused; before that a run has to start. */
function standingReasons(row: OpenTouchpoint, { program, holds }: Outlook): Standing[] {
  const ofProgram = programObstacles(program, holds);
  const isPastRun = row.status !== 'scheduled';
  return [
    ...customerObstacles(holds),
    ...ofProgram.filter(({ code }) => !(isPastRun && code === 'program_paused')),
  ];
}

/** The first moment from `start` at which none of them stands; null: nobody knows. */
function latest(start: number, standing: readonly Standing[]): number | null {
  if (standing.some(({ until }) => until === null)) return null;
  return Math.max(start, ...standing.map(({ until }) => until ?? 0));
}

function deferralOfRow(row: OpenTouchpoint, { contact, to, now }: Outlook, at: number): number | null {
  if (row.forceReason !== null) return null;
  const { scheduledTouchpointId: sourceId, decidedAt: since, runId } = row;
  return deferralOf(contact.lately, { sourceId, since, runId, to, at, now }, contact.zone)?.until ?? null;
}

/** What waits leaves within the hours of the program (P2). */
function hoursAfter(row: OpenTouchpoint, { program: { hours } }: Outlook, at: number): number {
  return withinHours({ askedAt: askedAtOf(row), at }, hours);
}

function hoursReason({ program: { hours } }: Outlook, until: number | null): ExplainedReason {
  const text = `What has to wait leaves from ${hours.from} to ${hours.to} on business days.`;
  return reason('window', text, until);
}

function ownReasons(row: OpenTouchpoint, { program }: Outlook): ExplainedReason[] {
  const { status, delivery, plannedAt, deadlineAt, batchId, heldReason, heldUntil } = row;
  switch (status) {
    case 'scheduled': {
      const run = reason(
        'scheduled',
        `Planned for the run of ${localText(plannedAt, program.zone)}.`,
        plannedAt,
      );
      const review = reason(
        'waiting_for_review',
        'The run proposes it: it leaves once a person has approved it.',
      );
      return delivery === 'review' ? [run, review] : [run];
    }
    case 'proposed':
      return row.batchStatus === 'preparing'
        ? [reason('preparing', 'Its message is being written.')]
        : [
            reason(
              'waiting_for_review',
              `Waits for a decision about the batch ${batchId ?? ''}.`,
              deadlineAt,
            ),
          ];
    case 'approved':
      if (isHandedOver(row)) return [reason('handed_over', 'It is on its way to the mail server.')];
      if (heldReason === null) return [];
      return [reason(heldReason, heldText(heldReason, row.putOff), heldUntil)];
    case 'uncertain':
    case 'failed':
      return [reason(status, row.errorDetail ?? 'It needs a person.')];
    case 'completed':
    case 'cancelled':
    case 'superseded':
    case 'skipped':
      return [reason(row.reason ?? status, ENDED[status])];
  }
}

const ENDED = {
  completed: 'It is done.',
  cancelled: 'It was cancelled.',
  superseded: 'A newer one took its place.',
  skipped: 'It was left out.',
} as const;

function answerOf(row: OpenTouchpoint, { program, obstacle }: Outlook, leavesAt: number | null): string {
  const name = `"${row.label}"`;
  if (leavesAt !== null) return `${name} leaves on ${localText(leavesAt, program.zone)} at the earliest.`;
  switch (row.status) {
    case 'scheduled':
      if (obstacle) return `${name} does not leave as things stand: ${obstacle.text}`;
      return needsDecision(row)
        ? `${name} is proposed on ${localText(row.plannedAt, program.zone)} and leaves once it is approved.`
        : `${name} does not leave until something changes.`;
    case 'proposed':
      return `${name} waits until a person decides about it.`;
    case 'approved':
      if (isHandedOver(row)) return `${name} is on its way to the mail server.`;
      return `${name} does not leave until something changes${obstacle ? `: ${obstacle.text}` : '.'}`;
    case 'uncertain':
      return `${name} may have left: a person has to say whether it arrived.`;
    case 'failed':
      return `${name} does not leave until a person repairs and retries it.`;
    case 'completed':
    case 'cancelled':
    case 'superseded':
    case 'skipped':
      return `${name} does not leave any more: ${words(row.reason ?? row.status)}.`;
  }
}

const needsDecision = (row: OpenTouchpoint): boolean =>
  row.status === 'scheduled' && row.delivery === 'review';

const isHandedOver = (row: OpenTouchpoint): boolean => row.messageStatus === 'handed_over';

/** A reason as it is shown; `until` in epoch milliseconds. */
export function reason(code: string, text: string, until: number | null = null): ExplainedReason {
  return { code, text, until: until === null ? null : isoOf(until) };
}

const isoOf = (instant: number): string => new Date(instant).toISOString();

/** An instant by the clocks of a zone, with its name. */
export function localText(instant: number, zone: string): string {
  return `${localDateOf(instant, zone)} ${localTimeOf(instant, zone)} (${zone})`;
}
