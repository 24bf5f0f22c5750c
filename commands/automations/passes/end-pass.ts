import { SYSTEM } from '../../../contracts/actor.ts';
import type { PassReason } from '../../../contracts/automations/kinds.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { recordPass } from './record-pass.ts';

/**
 * Ends the open pass of an automation: who is in hand is finished by its workflow, who is not is left out. To be called
 * with the automation locked.
 *
 * @returns the pass, whose workflow is to look after the commit; null: none was open
 */
export async function endPass(
  deps: CommandDeps,
  tx: Tx,
  { automationId, reason, now }: { automationId: string; reason: PassReason; now: number },
): Promise<string | null> {
  const { automationPasses, untakenRecords } = deps.store;
  const open = await automationPasses.findOpen(tx, automationId);
  if (!open) return null;
  const { id: passId } = open;
  await automationPasses.lock(tx, passId);
  await untakenRecords.skipUntaken(tx, { passId, reason: 'pass_ended', now });
  const set = { status: 'ended', reason, finishedAt: now, wakeAt: now } as const;
  await automationPasses.save(tx, { passId, set });
  await recordPass(deps, tx, { actor: SYSTEM, pass: { ...open, ...set }, change: 'ended', now });
  return passId;
}
