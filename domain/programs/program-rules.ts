import type { CreateProgram } from '../../contracts/programs/programs.ts';
import type { FieldProblem } from '../../contracts/problems.ts';
import { NO_TRACKING } from '../sending/no-tracking.ts';
import { isZone, localDateOf } from '../time/calendar.ts';
import type { StoredProgram } from './definition.ts';
import { findHolidayProblems } from '../sequences/holiday-rules.ts';

/** Where nothing is said (P15): a run of more than three times the usual is held for a person. */
const DEFAULT_SURGE_FACTOR = 3;

/** What makes a new program. */
export interface NewProgram {
  id: string;
  now: number;
  createdById: string;
  /** Of the organisation, for where nothing is said. */
  zone: string;
}

/** A new, active program with the defaults of P2: Mondays at 09:00, every week from today on. */
export function programOf(input: CreateProgram, { id, now, createdById, zone }: NewProgram): StoredProgram {
  const own = input.zone ?? zone;
  return {
    ...freshProgram({ id, now, createdById }),
    name: input.name,
    description: input.description ?? null,
    zone: own,
    sendDays: [...(input.sendDays ?? [1])].sort(),
    sendTime: input.sendTime ?? '09:00',
    latestSendTime: input.latestSendTime ?? null,
    everyWeeks: input.everyWeeks ?? 1,
    startDate: input.startDate ?? localDateOf(now, own),
    holidays: input.holidays ?? null,
    mailboxId: input.mailboxId ?? null,
    fromAddress: input.fromAddress ?? null,
    matching: input.matching ?? 'highest',
    autoEnroll: input.autoEnroll ?? true,
    minimumAmounts: input.minimumAmounts ?? null,
    tracking: { ...NO_TRACKING, ...input.tracking },
    surgeFactor: input.surgeFactor ?? DEFAULT_SURGE_FACTOR,
  };
}

/** What every program begins with: active, its first plan asked for, its schedule not shown yet. */
export function freshProgram({ id, now, createdById }: Omit<NewProgram, 'zone'>) {
  return {
    id,
    status: 'active' as const,
    version: 1,
    scheduleVersion: 1,
    scheduledFrom: now,
    shownScheduleVersion: 0,
    planVersion: 1,
    plannedVersion: 0,
    currentRunId: null,
    createdById,
    createdAt: now,
    updatedAt: now,
    archivedAt: null,
  };
}

/** What of a program a run and a plan judge by. */
export const judgedProgramOf = ({ id, matching, autoEnroll, minimumAmounts }: StoredProgram) => ({
  programId: id,
  matching,
  autoEnroll,
  minimumAmounts,
});

/** Settings that refuse to be saved: an unknown zone, a latest send time before the first (P2), no such holidays (S22). */
export function findProgramProblems(
  program: Pick<StoredProgram, 'zone' | 'sendTime' | 'latestSendTime' | 'holidays'>,
): FieldProblem[] {
  const { zone, sendTime, latestSendTime, holidays } = program;
  const problems: FieldProblem[] = [];
  if (!isZone(zone))
    problems.push({ field: 'zone', message: 'must be an IANA time zone like Europe/Berlin' });
  if (latestSendTime !== null && latestSendTime <= sendTime)
    problems.push({ field: 'latestSendTime', message: `must be later than the send time, ${sendTime}` });
  return holidays ? [...problems, ...findHolidayProblems(holidays)] : problems;
}
