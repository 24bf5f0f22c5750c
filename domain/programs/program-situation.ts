import type { MinimumAmounts } from '../../contracts/minimum-amounts.ts';
import type { HoldKind } from '../../contracts/holds/kinds.ts';
import type { MailboxStatus } from '../../contracts/sending/kinds.ts';
import type { Matching, ProgramStatus } from '../../contracts/programs/kinds.ts';
import type { SendingHours } from '../sending/sending-hours.ts';

/** A program and what it knows of one customer; instants in epoch milliseconds. */
export interface ProgramSituation {
  programId: string;
  name: string;
  status: ProgramStatus;
  zone: string;
  /** When it sends what had to wait (P2). */
  hours: SendingHours;
  matching: Matching;
  autoEnroll: boolean;
  /** Null: the organisation's. */
  minimumAmounts: MinimumAmounts | null;
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
  } else if (mailbox.status === 'reconnect') {
    const text = `The mailbox has to be signed in again: ${mailbox.reason ?? 'no reason known'}`;
    found.push({ code: 'mailbox_reconnect', text, until: null });
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

function holdReason(hold: StandingHold): Standing {
  const by = hold.author === null ? '' : ` by ${hold.author}`;
  const why = hold.reason === null ? '' : `: ${hold.reason}`;
  const what = hold.scope === 'all' ? 'everything' : hold.scope;
  const text =
    hold.kind === 'switch'
      ? `Sending is switched off for ${hold.scope === 'all' ? what : `the ${what}`}${by}${why}.`
      : `Held${by} (${what}, ${words(hold.kind)})${why}.`;
  return { code: hold.scope === 'all' ? 'switched_off' : `${hold.scope}_hold`, text, until: hold.until };
}

/** A code as people read it. */
export const words = (code: string): string => code.replaceAll('_', ' ');
