import { COMPARED_ROWS, type ComparedPart, type ComparisonRun } from '../../comparison.ts';
import { inParallel } from '../../wakes.ts';
import { momentsOf, showSchedule } from './show-schedule.ts';

type Checked = 'checkedAutomations';
type Deviating = 'missingCalendars' | 'orphanCalendars' | 'differingCalendars';
type Run = ComparisonRun<Checked, Deviating>;

const entity = 'automation';

/** Every automation with its Temporal Schedule: schedules are written anew, or taken away. */
export const comparedAutomations: ComparedPart<Checked, Deviating> = {
  checks: ['checkedAutomations'],
  deviations: {
    missingCalendars: { kind: 'schedule_missing', entity },
    orphanCalendars: { kind: 'orphan_schedule', entity },
    differingCalendars: { kind: 'schedule_differs', entity },
  },
  async compare(run) {
    const { db, store, lifecycle } = run.deps;
    for (let after = ''; ;) {
      const ids = await store.passCalendars.page(db, { after, limit: COMPARED_ROWS });
      if (ids.length === 0) break;
      after = ids.at(-1)!;
      run.checked('checkedAutomations', ids.length);
      await inParallel(ids, (automationId) => compareAutomation(run, automationId));
      await run.flush();
    }
    for await (const automationId of lifecycle.listAutomationSchedules()) {
      if (await store.automations.read(db, automationId)) continue;
      run.deviates('orphanCalendars', automationId, () =>
        lifecycle.showAutomationSchedule({ automationId, moments: [] }),
      );
    }
    await run.flush();
  },
};

async function compareAutomation({ deps, deviates }: Run, automationId: string): Promise<void> {
  const { moments } = await momentsOf(deps, automationId);
  const fit = await deps.lifecycle.compareAutomationSchedule({ automationId, moments });
  if (fit === 'same') return;
  const repair = () => showSchedule(deps, automationId);
  if (moments.length === 0) deviates('orphanCalendars', automationId, repair);
  else deviates(fit === 'missing' ? 'missingCalendars' : 'differingCalendars', automationId, repair);
}
