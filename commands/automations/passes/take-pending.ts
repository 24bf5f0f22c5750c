import { SYSTEM } from '../../../contracts/actor.ts';
import { anchorOf } from '../../../domain/automations/calendar.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { runCommand } from '../../run-command.ts';
import { attempt } from '../../wakes.ts';
import { beginPass } from './begin-pass.ts';
import { calendarOf } from './calendar-of.ts';
import type { PassParts } from './parts.ts';
import { PASS_PARTS } from './pass-parts.ts';

/**
 * Has who came into the audience of an automation by a change acted on (A2): by its open pass, unless they have a record
 * there, else by one of its own. Nothing happens before its start, behind its end, and while it is not running: they wait.
 */
export async function takePending(
  deps: CommandDeps,
  { automationId }: { automationId: string },
  parts: PassParts = PASS_PARTS,
): Promise<void> {
  const passId = await runCommand(deps, SYSTEM, async (tx, now) => {
    const automation = await deps.store.automations.lock(tx, automationId);
    return automation && takePendingNow(deps, tx, { automation, now, parts });
  });
  if (passId) await attempt(deps.lifecycle.wakePass({ automationId, passId }));
}

/**
 * The same in a transaction that has the automation locked.
 *
 * @returns the pass whose workflow is to look after the commit; null: nobody waits, or they go on waiting
 */
export async function takePendingNow(
  deps: CommandDeps,
  tx: Tx,
  { automation, now, parts }: { automation: StoredAutomation; now: number; parts: PassParts },
): Promise<string | null> {
  const { automationPasses, passFilling } = deps.store;
  if (automation.status !== 'running' || !automation.isOngoing) return null;
  if (anchorOf(await calendarOf(deps, tx, automation)) > now) return null;
  if (automation.endsAt !== null && automation.endsAt <= now) return null;
  const viewer = await parts.actorOf(deps, tx, { automation, depth: 1 });
  if (!viewer || !(await passFilling.clearPending(tx, { automation, viewer }))) return null;
  const found = await automationPasses.findOpen(tx, automation.id);
  const open = found && (await automationPasses.lock(tx, found.id));
  if (!open) return (await beginPass(deps, tx, { actor: SYSTEM, automation, kind: 'changes', now })).id;
  if (!open.isFilled || open.retriedAt !== null) return null;
  const added = await passFilling.extend(tx, { automation, pass: open, viewer, now });
  if (added === 0) return null;
  const size = (open.size ?? 0) + added;
  await automationPasses.save(tx, { passId: open.id, set: { size, wakeAt: now } });
  return open.id;
}
