import { SYSTEM } from '../../../contracts/actor.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import { isOpenPass } from '../../../domain/automations/pass.ts';
import type { CommandDeps } from '../../deps.ts';
import { runCommand } from '../../run-command.ts';
import type { PassParts } from './parts.ts';

/** Members who get their records in one transaction. */
const CHUNK = 1_000;

/**
 * Gives everybody in the audience of an automation a record in its pass, in chunks; a crash goes on behind the last one.
 * Who was processed by one that acts once gets none (A2).
 *
 * @returns false: it was given up between two chunks, since `isOver`, the owner has left, or its audience is another
 */
export async function fillPass(
  deps: CommandDeps,
  input: { automation: StoredAutomation; passId: string; parts: PassParts; isOver: () => boolean },
): Promise<boolean> {
  const { automation, passId, parts, isOver } = input;
  while (!isOver()) {
    const isDone = await runCommand(deps, SYSTEM, async (tx, now) => {
      const { automationPasses, passFilling } = deps.store;
      await deps.store.automations.lock(tx, automation.id);
      const pass = await automationPasses.lock(tx, passId);
      if (!pass || !isOpenPass(pass) || pass.isFilled) return true;
      if (pass.comparedAt === null) return null;
      const viewer = await parts.actorOf(deps, tx, { automation, depth: 1 });
      if (!viewer) return null;
      const { last, looked, added } = await passFilling.fillChunk(tx, {
        automation,
        pass,
        viewer,
        now,
        limit: CHUNK,
      });
      const isFilled = looked < CHUNK;
      const set = { size: (pass.size ?? 0) + added, filledTo: last ?? pass.filledTo, isFilled };
      await automationPasses.save(tx, { passId, set });
      return isFilled;
    });
    if (isDone !== false) return isDone === true;
  }
  return false;
}
