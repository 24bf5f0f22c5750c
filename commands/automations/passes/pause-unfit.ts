import { SYSTEM } from '../../../contracts/actor.ts';
import type { CommandDeps } from '../../deps.ts';
import { runCommand } from '../../run-command.ts';
import { pauseFor, whyUnfit } from '../pause-for.ts';

/**
 * Pauses an automation that may not go on acting: its owner has left or lacks a right, or something that it names is gone
 * (A1, A3). Asked before each go at a pass, whatever took it away.
 *
 * @returns whether it may not
 */
export function pauseIfUnfit(deps: CommandDeps, automationId: string): Promise<boolean> {
  return runCommand(deps, SYSTEM, async (tx, now) => {
    const automation = await deps.store.automations.read(tx, automationId);
    const cause = automation && (await whyUnfit(deps, tx, [automation])).get(automationId);
    if (!cause) return false;
    await pauseFor(deps, tx, automationId, { ...cause, now });
    return true;
  });
}
