import type {
  ExplainedReason,
  ProgramExplanation,
  ScheduledTouchpointExplanation,
} from '../../contracts/programs/program-explanation.ts';
import type { TouchpointLevel } from '../../contracts/sending/kinds.ts';
import type { TouchpointReason } from '../../contracts/programs/kinds.ts';
import { localText, reason, type OpenTouchpoint } from './explain-touchpoint.ts';
import { programObstacles, type ProgramSituation, type StandingHold } from './program-situation.ts';

/** Most invoices that are named for one reason. */
const NAMED = 20;

/** What a run would do with one touchpoint and subject; `reason` null: it fires. */
export interface Judged {
  touchpointId: string;
  label: string;
  level: TouchpointLevel;
  subjectId: string;
  number: string | null;
  reason: TouchpointReason | null;
}

/** What is known of a program for one customer. */
export interface ProgramOutlook {
  program: ProgramSituation;
  holds: readonly StandingHold[];
  rows: readonly OpenTouchpoint[];
  explained: readonly ScheduledTouchpointExplanation[];
  judged: readonly Judged[];
}

/** What a program does about a customer, and why not more (O7). Pure. */
export function explainProgram({
  program,
  holds,
  rows,
  explained,
  judged,
}: ProgramOutlook): ProgramExplanation {
  const { programId, name, status, zone, nextRunAt } = program;
  const sends = explained.flatMap(({ nextSendAt }) => nextSendAt ?? []).sort();
  const open = new Set(rows.filter((row) => row.status !== 'failed').map(keyOf));
  const silent = silentOf(judged.filter((each) => !open.has(keyOf(each))));
  return {
    programId,
    name,
    status,
    zone,
    isEnrolled: program.isEnrolled ?? false,
    nextRunAt: nextRunAt === null ? null : new Date(nextRunAt).toISOString(),
    answer: answerOf(program, sends[0] ?? null, explained),
    nextSendAt: sends[0] ?? null,
    reasons: [
      ...enrollmentReasons(program),
      ...programObstacles(program, holds).map(({ code, text, until }) => reason(code, text, until)),
      ...(nextRunAt === null && status === 'active' ? [reason('no_run', 'No run is to come.')] : []),
    ],
    touchpoints: [...explained],
    silent,
  };
}

const keyOf = ({ touchpointId, subjectId }: { touchpointId: string; subjectId: string }): string =>
  `${touchpointId}/${subjectId}`;

function enrollmentReasons(program: ProgramSituation): ExplainedReason[] {
  const { isEnrolled, autoEnroll, changedBy, changedAt, zone } = program;
  if (isEnrolled === true) return [];
  if (isEnrolled === false) {
    const by = changedBy === null ? '' : ` by ${changedBy}`;
    const at = changedAt === null ? '' : ` on ${localText(changedAt, zone)}`;
    return [reason('unenrolled', `It was taken out of the program${by}${at}.`)];
  }
  return [
    autoEnroll
      ? reason('not_enrolled_yet', 'It is enrolled when an invoice first qualifies: none has yet.')
      : reason('not_enrolled', 'Nobody has enrolled it, and the program enrolls nobody by itself.'),
  ];
}

function answerOf(
  program: ProgramSituation,
  next: string | null,
  explained: readonly ScheduledTouchpointExplanation[],
): string {
  const first = explained.find((each) => each.nextSendAt === next);
  return first?.answer ?? `Nothing of "${program.name}" is planned for the customer.`;
}

/** Touchpoints that nothing is planned of, with what they would do at the next run, one entry for each reason. */
function silentOf(judged: readonly Judged[]): ProgramExplanation['silent'] {
  const groups = new Map<string, Judged[]>();
  for (const each of judged) {
    const key = `${each.touchpointId}/${each.reason}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].map((group) => {
    const { touchpointId, label, level, reason: code } = group[0]!;
    const invoices = group.flatMap(({ subjectId, number }) =>
      number === null ? [] : { id: subjectId, number },
    );
    return {
      touchpoint: { id: touchpointId, label },
      level,
      code: code ?? 'not_planned_yet',
      text: code === null ? 'The next run fires it; the plan is being made.' : REASON_TEXTS[code],
      invoiceCount: invoices.length,
      invoices: invoices.slice(0, NAMED),
    };
  });
}

/** Why a touchpoint does not fire, in a sentence. */
export const REASON_TEXTS: Readonly<Record<TouchpointReason, string>> = {
  in_credit: 'What the customer has to its credit covers it.',
  below_minimum: 'It is less than the least amount worth a letter.',
  nothing_owed: 'Nothing is left to ask for.',
  disputed: 'What is due is disputed.',
  promise: 'What is due is promised to be paid.',
  invoice_hold: 'What is due is held back.',
  customer_not_active: 'The customer is not active.',
  not_enrolled: 'The customer is not in the program.',
  not_due: 'Nothing is overdue for so many days.',
  higher_touchpoint: 'A touchpoint with a higher offset has its turn.',
  in_flight: 'The message of an earlier run is on its way.',
  run_limit: 'More overdue messages of the run come first.',
  all_suppressed: 'All addresses of the customer are suppressed.',
  suppressed: 'No address of the customer may be written to.',
  touchpoint_archived: 'The touchpoint is archived.',
  program_archived: 'The program is archived.',
  newer_run: 'A newer run took over.',
  rejected: 'A person rejected it.',
  dropped: 'A person dropped it.',
  cancelled: 'A person cancelled it.',
  completed_by_hand: 'A person marked it complete.',
};
