import type {
  ExplainedReason,
  ScheduledTouchpointExplanation,
} from '../../contracts/programs/program-explanation.ts';
import type { HoldKind } from '../../contracts/holds/kinds.ts';
import type {
  MailboxStatus,
  MessageStatus,
  WaitReason,
  TouchpointLevel,
} from '../../contracts/sending/kinds.ts';
import type {
  BatchStatus,
  Matching,
  ProgramStatus,
  ScheduledTouchpointStatus,
  TouchpointDelivery,
  TouchpointReason,
} from '../../contracts/programs/kinds.ts';
import { localDateOf, localTimeOf } from '../time/calendar.ts';
import { deferralOf, type RecentContacts } from '../sending/contact-policy.ts';

/** An open hold that keeps messages of programs back; `until` in epoch milliseconds. */
export interface StandingHold {
  scope: 'all' | 'customer' | 'program' | 'mailbox';
  kind: HoldKind;
  programId: string | null;
  mailboxId: string | null;
  reason: string | null;
  /** Null: the engine. */
  author: string | null;
  until: number | null;
}

/** A program and what it knows of one customer; instants in epoch milliseconds. */
export interface ProgramSituation {
  programId: string;
  name: string;
  status: ProgramStatus;
  zone: string;
  matching: Matching;
  autoEnroll: boolean;
  /** Null: nobody decided. */
  isEnrolled: boolean | null;
  isExplicit: boolean | null;
  changedAt: number | null;
  changedBy: string | null;
  nextRunAt: number | null;
  /** The program's day of the next run. */
  nextRunOn: string | null;
  /** What it sends from; null: there is none. */
  mailbox: {
    mailboxId: string;
    status: MailboxStatus;
    reason: string | null;
    probeAt: number | null;
  } | null;
}

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
  forceReason: string | null;
  errorDetail: string | null;
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
  const deferral = isToCome ? deferralOfRow(row, outlook, free ?? start) : null;
  const leavesAt = free === null ? null : Math.max(free, deferral ?? 0);
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
      ...(outlook.obstacle ? [reason(outlook.obstacle.code, outlook.obstacle.text)] : []),
    ],
  };
}

/** A reason that is ended by a moment, or by nobody knows what; epoch milliseconds. */
export interface Standing {
  code: string;
  text: string;
  until: number | null;
}

/** What keeps every message of a program to the customer back, whatever it says. */
export function programObstacles(
  { status, mailbox, programId }: ProgramSituation,
  holds: readonly StandingHold[],
): Standing[] {
  const found: Standing[] = [];
  if (status === 'paused') {
    found.push({ code: 'program_paused', text: 'The program is paused: no run starts.', until: null });
  }
  if (mailbox === null) {
    found.push({ code: 'no_mailbox', text: 'There is no mailbox to send from.', until: null });
  } else if (mailbox.status === 'unverified') {
    found.push({ code: 'mailbox_unverified', text: 'The mailbox has not been verified.', until: null });
  } else if (mailbox.status === 'failing') {
    const text = `The mailbox fails: ${mailbox.reason ?? 'no reason known'}`;
    found.push({ code: 'mailbox_failing', text, until: mailbox.probeAt });
  }
  const mailboxId = mailbox?.mailboxId ?? null;
  const concerning = holds.filter(
    (hold) =>
      (hold.scope === 'program' && hold.programId === programId) ||
      (hold.scope === 'mailbox' && hold.mailboxId === mailboxId),
  );
  return [...found, ...concerning.map(holdReason)];
}

/** What keeps every message to the customer back: the emergency switch, and holds of the customer. */
export function customerObstacles(holds: readonly StandingHold[]): Standing[] {
  return holds.filter((hold) => hold.scope === 'all' || hold.scope === 'customer').map(holdReason);
}

const CONTACT_POLICY = 'The contact policy lets the customer hear from us later only.';

function holdReason(hold: StandingHold): Standing {
  const by = hold.author === null ? '' : ` by ${hold.author}`;
  const isSwitch = hold.kind === 'switch';
  const why = hold.reason === null ? '' : `: ${hold.reason}`;
  const what = hold.scope === 'all' ? 'everything' : hold.scope;
  const text = isSwitch
    ? `Sending is switched off for ${hold.scope === 'all' ? what : `the ${what}`}${by}${why}.`
    : `Held${by} (${what}, ${words(hold.kind)})${why}.`;
  return { code: hold.scope === 'all' ? 'switched_off' : `${hold.scope}_hold`, text, until: hold.until };
}

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

function deferralOfRow(row: OpenTouchpoint, { contact, to }: Outlook, at: number): number | null {
  if (row.forceReason !== null) return null;
  return deferralOf(contact.lately, { runId: row.runId, to, at }, contact.zone)?.until ?? null;
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
      return heldReason === null ? [] : [reason(heldReason, `Held back: ${words(heldReason)}.`, heldUntil)];
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

/** A code as people read it. */
export const words = (code: string): string => code.replaceAll('_', ' ');

const isoOf = (instant: number): string => new Date(instant).toISOString();

/** An instant by the clocks of a zone, with its name. */
export function localText(instant: number, zone: string): string {
  return `${localDateOf(instant, zone)} ${localTimeOf(instant, zone)} (${zone})`;
}
