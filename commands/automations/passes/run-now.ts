import type { Actor } from '../../../contracts/actor.ts';
import type { AutomationPassView } from '../../../contracts/automations/passes.ts';
import { found, ProblemError } from '../../../contracts/problems.ts';
import type { CommandDeps } from '../../deps.ts';
import { afterCommit, runCommand } from '../../run-command.ts';
import { attempt } from '../../wakes.ts';
import { beginPass } from './begin-pass.ts';

/**
 * Begins a pass of an automation now, beside its calendar.
 *
 * @throws ProblemError `conflict` unless it is running, or while another pass is at work
 */
export async function runPassNow(
  deps: CommandDeps,
  actor: Actor,
  { automationId }: { automationId: string },
): Promise<AutomationPassView> {
  const { store } = deps;
  const shown = await runCommand(deps, actor, async (tx, now) => {
    const automation = found(await store.automations.lock(tx, automationId), 'automation');
    const { status, endsAt } = automation;
    if (status !== 'running' || (endsAt !== null && endsAt <= now))
      throw new ProblemError('conflict', 'The automation is not running.');
    await refuseOpen(deps, tx, automationId);
    const { id: passId } = await beginPass(deps, tx, { actor, automation, kind: 'manual', now });
    return found(await store.automationPassViews.read(tx, actor, { automationId, passId }), 'pass');
  });
  await afterCommit(deps, () => attempt(deps.lifecycle.wakePass({ automationId, passId: shown.id })));
  return shown;
}

/** @throws ProblemError `conflict` while a pass is at work, or waits for a person */
export async function refuseOpen(
  { store }: CommandDeps,
  tx: Parameters<CommandDeps['store']['automationPasses']['findOpen']>[0],
  automationId: string,
): Promise<void> {
  const open = await store.automationPasses.findOpen(tx, automationId);
  if (open) throw new ProblemError('conflict', 'Another pass is at work.', [], { passId: open.id });
}
