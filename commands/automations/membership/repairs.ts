import type { Repair } from '../../repair.ts';

/** Reports automations whose membership differed when everybody was compared at night, and was brought in order (A8). */
export const reportDiffering: Repair<'differing'> = {
  counts: ['differing'],
  async run({ deps, count, found }) {
    for (const automationId of await deps.store.automationFollowers.takeDiffering(deps.db)) {
      found('membership', 'automation', automationId);
      count('differing');
    }
  },
};
