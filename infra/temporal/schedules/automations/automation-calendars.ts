import type { CalendarSpec, Client, ScheduleSpec } from '@temporalio/client';
import {
  automationScheduleId,
  type AutomationTickInput,
} from '../../../../workflows/automations/automation-tick.messages.ts';
import { describeSchedule, listSchedules, MONTHS, removeSchedule, writeSchedule } from '../../schedules.ts';
import { beginsTicks, BLUR_MS, type ScheduleFit, tickOptions } from '../ticks.ts';

/** An automation as its Temporal Schedule shows it. */
export interface ShownAutomation {
  automationId: string;
  /** When something of it begins or ends, epoch milliseconds. */
  moments: readonly number[];
}

const SECOND_MS = 1_000;

/** Brings the Temporal Schedule of an automation to its moments; one without any has none. Safe to repeat. */
export async function showAutomationSchedule(client: Client, automation: ShownAutomation): Promise<void> {
  const { automationId, moments } = automation;
  if (moments.length === 0) return removeSchedule(client, automationScheduleId(automationId));
  await writeSchedule(client, { ...tickOf(automationId), spec: specOf(moments) });
}

/** Asks Temporal whether the schedule of an automation fires at its moments, whoever wrote it last. */
export async function compareAutomationSchedule(
  client: Client,
  { automationId, moments }: ShownAutomation,
): Promise<ScheduleFit> {
  const shown = await describeSchedule(client, automationScheduleId(automationId));
  if (moments.length === 0) return shown ? 'differs' : 'same';
  if (!shown) return 'missing';
  const after = Date.now() + BLUR_MS;
  const fired = shown.info.nextActionTimes.map((date) => date.getTime()).filter((at) => at > after);
  const wanted = secondsOf(moments).filter((at) => at > after);
  const isSame =
    !shown.state.paused &&
    beginsTicks(shown, 'automationTick') &&
    fired.join() === wanted.slice(0, fired.length).join() &&
    (fired.length > 0 || wanted.length === 0);
  return isSame ? 'same' : 'differs';
}

/** The automations that have a Temporal Schedule, from visibility: what changed within the last seconds may be missing. */
export const listAutomationSchedules = (client: Client): AsyncIterable<string> =>
  listSchedules(client, automationScheduleId(''));

function tickOf(automationId: string) {
  const input: AutomationTickInput = { automationId };
  return tickOptions({
    scheduleId: automationScheduleId(automationId),
    workflowType: 'automationTick',
    input,
    searchAttributes: { AutomationId: [automationId] },
    staticSummary: `Automation ${automationId}: is a pass due?`,
  });
}

/** Never before the moment: schedules fire at whole seconds. */
const secondsOf = (moments: readonly number[]): number[] =>
  [...new Set(moments.map((at) => Math.ceil(at / SECOND_MS) * SECOND_MS))].sort((a, b) => a - b);

/**
 * The moments one by one, in UTC: what a zone makes of them is worked out here once, from the zone data that also the rows
 * were written with, and Temporal's own may be another.
 */
function specOf(moments: readonly number[]): ScheduleSpec {
  const byTime = new Map<string, CalendarSpec & { dayOfMonth: number[] }>();
  for (const at of secondsOf(moments)) {
    const iso = new Date(at).toISOString();
    const [year, month, day, hour, minute, second] = iso.split(/\D/, 6).map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const key = `${year}-${month} ${iso.slice(11, 19)}`;
    const spec = byTime.get(key) ?? { year, month: MONTHS[month - 1]!, dayOfMonth: [], hour, minute, second };
    spec.dayOfMonth.push(day);
    byTime.set(key, spec);
  }
  return { timezone: 'UTC', calendars: [...byTime.values()] };
}
