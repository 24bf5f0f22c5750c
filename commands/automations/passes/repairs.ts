import { SYSTEM } from '../../../contracts/actor.ts';
import { GRACE_MS, REPAIRED_ROWS, repairEach, type Repair } from '../../repair.ts';
import { startDuePass } from './start-due-pass.ts';
import { showSchedule } from './show-schedule.ts';
import { takePending } from './take-pending.ts';

/** So far ahead a Temporal Schedule reaches at least. */
const SHOWN_AHEAD_MS = 300 * 24 * 60 * 60_000;

/** Begins, skips and expects passes that are due and that no tick took up; ends automations whose end has come. */
export const startDuePasses: Repair<'automationPasses'> = {
  counts: ['automationPasses'],
  async run({ deps, now, count, found }) {
    const { db, store } = deps;
    const { zone } = await store.organisation.get(db, SYSTEM);
    const before = now - GRACE_MS;
    const { passCalendars } = store;
    const due = await passCalendars.findDue(db, { before });
    const unexpected = await passCalendars.findWithoutExpected(db, { changedBefore: before });
    const moved = await passCalendars.findInOtherZones(db, zone);
    await repairEach([...new Set([...due, ...unexpected, ...moved])], async (automationId) => {
      const { passId } = await startDuePass(deps, { automationId });
      await takePending(deps, { automationId });
      if (passId === null) return;
      count('automationPasses');
      found('pass_not_started', 'automation', automationId);
    });
  },
};

/** Wakes passes that nobody attends to. */
export const wakePasses: Repair<'automationPasses'> = {
  counts: ['automationPasses'],
  async run({ deps, now, wakes, count, found }) {
    const input = { wakeBefore: now - GRACE_MS, seed: now, limit: REPAIRED_ROWS };
    await repairEach(await deps.store.passCalendars.findUnattended(deps.db, input), async (pass) => {
      await wakes.wakePass(pass);
      count('automationPasses');
      found('pass_unattended', 'automationPass', pass.passId);
    });
  },
};

/** Brings Temporal Schedules to the calendars of automations, and far enough ahead. */
export const showCalendars: Repair<'automationPasses'> = {
  counts: ['automationPasses'],
  async run({ deps, now, count, found }) {
    const input = { shownUntil: now + SHOWN_AHEAD_MS };
    await repairEach(await deps.store.passCalendars.findUnshown(deps.db, input), async (automationId) => {
      await showSchedule(deps, automationId);
      count('automationPasses');
      found('schedule_not_shown', 'automation', automationId);
    });
  },
};
