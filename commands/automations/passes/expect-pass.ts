import { firstPass, nextPass, type PassCalendar } from '../../../domain/automations/calendar.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import type { StoredPass } from '../../../domain/automations/pass.ts';
import type { Tx } from '../../../infra/db/client.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import type { CommandDeps } from '../../deps.ts';

/** Whose calendar, and from when on; epoch milliseconds. */
interface Expected {
  automation: StoredAutomation;
  calendar: PassCalendar;
  now: number;
}

/**
 * Writes the next pass of an automation by its calendar as the one that is expected, from now on; the first one of a run
 * whose moment has passed meanwhile is made up for. Null: there is none.
 */
export async function expectPass(
  deps: CommandDeps,
  tx: Tx,
  { automation, calendar, now }: Expected,
): Promise<StoredPass | null> {
  const { id, runNo } = automation;
  const last = await deps.store.automationPasses.lastScheduled(tx, { automationId: id, runNo });
  const at = last.isOfRun ? behind(calendar, { last: last.at ?? 0, now }) : firstOf(calendar, now);
  if (at === null) return null;
  // A moment has one pass, also where it was set running anew within a millisecond.
  return insertExpected(deps, tx, { automation, at: Math.max(at, (last.at ?? 0) + 1), now });
}

/** Writes the pass behind one of the calendar as the one that is expected. Null: there is none. */
export async function expectPassAfter(
  deps: CommandDeps,
  tx: Tx,
  { automation, calendar, after, now }: Expected & { after: number },
): Promise<StoredPass | null> {
  const at = automation.every === null ? null : nextPass(calendar, after);
  return at === null ? null : insertExpected(deps, tx, { automation, at, now });
}

/**
 * The next one of a run whose last one was at `last`. A calendar has one pass a day, also where the organisation has moved to a
 * zone in which the hour of that day comes once more.
 */
function behind(calendar: PassCalendar, { last, now }: { last: number; now: number }): number | null {
  const { zone, startsAt } = calendar;
  const at = nextPass(calendar, Math.max(now - 1, last));
  if (at === null || at === startsAt || localDateOf(at, zone) !== localDateOf(last, zone)) return at;
  return nextPass(calendar, at);
}

function firstOf(calendar: PassCalendar, now: number): number | null {
  const at = firstPass(calendar);
  if (at === null || at >= now) return at;
  const { startsAt, every, endsAt } = calendar;
  if (startsAt !== null && every !== null) return nextPass(calendar, now - 1);
  return endsAt === null || now < endsAt ? now : null;
}

function insertExpected(
  { store, newId }: CommandDeps,
  tx: Tx,
  { automation, at, now }: { automation: StoredAutomation; at: number; now: number },
): Promise<StoredPass> {
  return store.automationPasses.insert(tx, {
    id: newId('automationPass'),
    automationId: automation.id,
    kind: 'scheduled',
    runNo: automation.runNo,
    nominalAt: at,
    status: 'expected',
    createdById: null,
    now,
  });
}
