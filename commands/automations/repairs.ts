import { GRACE_MS, REPAIRED_ROWS, type Repair } from '../repair.ts';
import { inParallel } from '../wakes.ts';

/** Starts or wakes deliveries of messages that nobody attends to. */
export const wakeAutomationMessages: Repair<'automationMessages'> = {
  counts: ['automationMessages'],
  async run({ deps, now, count, found }) {
    const input = { wakeBefore: now - GRACE_MS, now, limit: REPAIRED_ROWS };
    const passes = await deps.store.messageDeliveries.findUnattended(deps.db, input);
    await inParallel(passes, async (pass) => {
      await deps.lifecycle.wakeAutomationMessages(pass);
      count('automationMessages');
      found('send_unattended', 'automationPass', pass.passId);
    });
  },
};
