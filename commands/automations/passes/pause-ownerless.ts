import { SYSTEM } from '../../../contracts/actor.ts';
import type { CommandDeps } from '../../deps.ts';
import { runCommand } from '../../run-command.ts';
import { writeEdit } from '../change-automation.ts';

/** Pauses an automation whose owner has left: nobody's sight is left to act with (A1). */
export function pauseOwnerless(deps: CommandDeps, automationId: string): Promise<void> {
  return runCommand(deps, SYSTEM, async (tx, now) => {
    const automation = await deps.store.automations.lock(tx, automationId);
    if (automation?.status !== 'running') return;
    const reason = 'owner_deactivated';
    const set = { status: 'paused', pauseReason: reason, pauseDetail: 'Its owner has left.' } as const;
    await writeEdit(deps, { tx, now, automation }, { actor: SYSTEM, edit: { kind: 'paused', reason, set } });
  });
}
