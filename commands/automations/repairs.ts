import { SYSTEM } from '../../contracts/actor.ts';
import { GRACE_MS, REPAIRED_ROWS, repairEach, type Repair } from '../repair.ts';
import { runCommand } from '../run-command.ts';
import { pauseFor, whyUnfit } from './pause-for.ts';

/**
 * Pauses automations that run though their owner may not do what they do, or though something that they name is gone
 * (A1, A3): whatever took it away past the commands.
 */
export const pauseUnfit: Repair<'automationsPaused'> = {
  counts: ['automationsPaused'],
  async run({ deps, count, found }) {
    const running = await deps.store.automations.listRunning(deps.db);
    if (running.length === 0) return;
    await repairEach([...(await whyUnfit(deps, deps.db, running)).keys()], async (automationId) => {
      const isPaused = await runCommand(deps, SYSTEM, async (tx, now) => {
        await deps.store.locks.closeGate(tx, { kind: 'automations' });
        const automation = await deps.store.automations.lock(tx, automationId);
        if (automation?.status !== 'running') return false;
        const cause = (await whyUnfit(deps, tx, [automation])).get(automationId);
        if (cause) await pauseFor(deps, tx, automationId, { ...cause, now });
        return cause !== undefined;
      });
      if (!isPaused) return;
      count('automationsPaused');
      found('automation_unfit', 'automation', automationId);
    });
  },
};

/** Starts or wakes deliveries of messages that nobody attends to. */
export const wakeAutomationMessages: Repair<'automationMessages'> = {
  counts: ['automationMessages'],
  async run({ deps, now, wakes, count, found }) {
    const input = { wakeBefore: now - GRACE_MS, now, seed: now, limit: REPAIRED_ROWS };
    const passes = await deps.store.messageDeliveries.findUnattended(deps.db, input);
    await repairEach(passes, async (pass) => {
      await wakes.wakeAutomationMessages(pass);
      count('automationMessages');
      found('send_unattended', 'automationPass', pass.passId);
    });
  },
};
