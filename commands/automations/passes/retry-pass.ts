import type { Actor } from '../../../contracts/actor.ts';
import type { AutomationPassView } from '../../../contracts/automations/passes.ts';
import { found, ProblemError } from '../../../contracts/problems.ts';
import type { CommandDeps } from '../../deps.ts';
import { afterCommit, runCommand } from '../../run-command.ts';
import { attempt } from '../../wakes.ts';
import { recordPass } from './record-pass.ts';
import { refuseOpen } from './run-now.ts';

/**
 * Tries again what failed in a pass that is done (A5): by the customers for whom something did, and only what was not
 * applied; nothing that an edit has added since. Membership is asked anew before.
 *
 * @throws ProblemError `conflict` when nothing failed, while a pass is at work, and unless it is running or completed
 */
export async function retryPass(
  deps: CommandDeps,
  actor: Actor,
  { automationId, passId }: { automationId: string; passId: string },
): Promise<AutomationPassView> {
  const { store } = deps;
  const shown = await runCommand(deps, actor, async (tx, now) => {
    const automation = found(await store.automations.lock(tx, automationId), 'automation');
    const pass = found(await store.automationPasses.lock(tx, passId), 'pass');
    if (pass.automationId !== automationId) throw new ProblemError('not_found', 'No such pass.');
    if (automation.status !== 'running' && automation.status !== 'completed')
      throw new ProblemError('conflict', `The automation is ${automation.status}: it acts on nobody.`);
    await refuseOpen(deps, tx, automationId);
    const keys = automation.actions.map(({ key }) => key);
    if (pass.status !== 'done' || (await store.passWork.reopenFailed(tx, actor, { passId, keys })) === 0)
      throw new ProblemError('conflict', 'Nothing failed in the pass that could be tried again.');
    const by = { retriedAt: now, retriedById: actor.userId };
    const set = { status: 'running', comparedAt: null, finishedAt: null, wakeAt: now, ...by } as const;
    await store.automationPasses.save(tx, { passId, set });
    await recordPass(deps, tx, { actor, pass, change: 'retried', now });
    return found(await store.automationPassViews.read(tx, actor, { automationId, passId }), 'pass');
  });
  await afterCommit(deps, () => attempt(deps.lifecycle.wakePass({ automationId, passId })));
  return shown;
}
