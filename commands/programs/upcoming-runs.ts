import { localDateOf } from '../../domain/time/calendar.ts';
import type { StoredProgram } from '../../domain/programs/definition.ts';
import { nextOccurrences } from '../../domain/programs/occurrences.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { RunToCome } from '../../infra/db/programs/program-plans.ts';
import type { CommandDeps } from '../deps.ts';
/** How far ahead is planned (P9). */
const HORIZON_MS = 60 * 24 * 60 * 60_000;
/** More runs than that do not fit: one a day. */
const MOST_RUNS = 62;

/** Which program, and from when on. */
export interface UpcomingRunsInput {
  program: StoredProgram;
  /** The zone of the organisation. */
  zone: string;
  /** Only runs after this moment, epoch milliseconds; null: also those whose time has come and that wrote nothing yet. */
  after: number | null;
  now: number;
}

/**
 * The runs of a program within 60 days, the earliest first, with the organisation's day of each. One that is paused is
 * planned as if it were resumed now; one that is archived has none.
 */
export async function upcomingRuns(
  { store }: Pick<CommandDeps, 'store'>,
  tx: Tx,
  { program, zone, after, now }: UpcomingRunsInput,
): Promise<RunToCome[]> {
  if (program.status === 'archived') return [];
  const missedBefore = now - MISSED_AFTER_MS;
  const pending = await store.programGeneration.findPending(tx, {
    programId: program.id,
    after,
    missedBefore,
  });
  const from = Math.max(now, after ?? now, pending.at(-1)?.at ?? now);
  const until = now + HORIZON_MS;
  const used = await store.programRuns.usedDates(tx, {
    programId: program.id,
    from: localDateOf(from, program.zone),
  });
  const range = { after: from, count: MOST_RUNS, until };
  const later = nextOccurrences(store.programs.scheduleOf(program), range).filter(
    ({ localDate }) => !used.has(localDate),
  );
  return [...pending, ...later]
    .filter(({ at }) => at <= until)
    .map(({ localDate, at }) => ({ localDate, at, day: localDateOf(at, zone) }));
}

/** A run that could not begin for so long does not take place: dunning that is late by half a day does harm. */
export const MISSED_AFTER_MS = 6 * 60 * 60_000;
