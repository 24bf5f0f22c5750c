import { nextPasses } from '../../../domain/automations/calendar.ts';
import type { CommandDeps } from '../../deps.ts';
import { calendarOf } from './calendar-of.ts';

/** So far ahead Temporal Web shows what will happen, and at most so many passes. */
const SHOWN_MS = 400 * 24 * 60 * 60_000;
const MOST_SHOWN = 400;

/**
 * Brings the Temporal Schedule of an automation to its calendar: a moment for each pass to come, and one for its end; none
 * of one that does not run. Two at once end with the newest version, since each looks again after it has written.
 */
export async function showSchedule(deps: CommandDeps, automationId: string): Promise<void> {
  const { db, store, lifecycle } = deps;
  for (;;) {
    const automation = await store.automations.read(db, automationId);
    const state = await store.passCalendars.readCalendar(db, automationId);
    if (!automation || !state) return;
    const { moments, until } = await momentsOf(deps, automationId);
    await lifecycle.showAutomationSchedule({ automationId, moments });
    const shown = { automationId, version: state.scheduleVersion, until };
    if (await store.passCalendars.markShown(db, shown)) return;
  }
}

/** The moments at which something of an automation begins or ends, and how far ahead that is known; null: all of it. */
export async function momentsOf(
  deps: CommandDeps,
  automationId: string,
): Promise<{ moments: number[]; until: number | null }> {
  const { db, store } = deps;
  const now = await deps.now();
  const automation = await store.automations.read(db, automationId);
  const expected = await store.automationPasses.findExpected(db, automationId);
  if (automation?.status !== 'running' && automation?.status !== 'paused')
    return { moments: [], until: null };
  const calendar = await calendarOf(deps, db, automation);
  const until = now + SHOWN_MS;
  const after = expected?.nominalAt ?? now;
  const later = automation.every === null ? [] : nextPasses(calendar, { after, count: MOST_SHOWN, until });
  const last = later.length === MOST_SHOWN ? later.at(-1)! : until;
  const { endsAt } = automation;
  const moments = [expected?.nominalAt, ...later, endsAt].filter(
    (at): at is number => at != null && at > now,
  );
  return { moments, until: automation.every === null || (endsAt !== null && endsAt <= last) ? null : last };
}
