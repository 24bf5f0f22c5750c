import type { Actor } from '../../contracts/actor.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import type { FieldProblem } from '../../contracts/problems.ts';
import { mailboxChanges } from '../../contracts/sending/changes.ts';
import type { Mailbox, RetireMailbox } from '../../contracts/sending/mailboxes.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { releaseWaiting, wakeNobody } from '../release-waiting.ts';
import { runCommand } from '../run-command.ts';

/**
 * Retires a mailbox (M1, S24): nothing leaves from it once this returns, what waits for it looks again at once, and its
 * successor sends what it would send. Asked again, it names another successor.
 *
 * @throws ProblemError `not_found`; `validation` for a successor that is none, is retired, or is the mailbox itself
 */
export async function retireMailbox(
  deps: CommandDeps,
  actor: Actor,
  { mailboxId, successorId }: RetireMailbox & { mailboxId: string },
): Promise<Mailbox> {
  const { mailboxes, locks } = deps.store;
  let wake = wakeNobody;
  const reply = await runCommand(deps, actor, async (tx, now) => {
    // Of both, in one order for all: two that retire to each other would leave nobody.
    const gates = [mailboxId, ...(successorId === null ? [] : [successorId])];
    for (const id of [...new Set(gates)].sort()) await locks.closeGate(tx, { kind: 'mailbox', id });
    const before = found(await mailboxes.find(tx, actor, mailboxId), 'mailbox');
    const successor = successorId === null ? null : await mailboxes.find(tx, actor, successorId);
    refuseInvalid(problemsOf({ mailboxId, successorId, successor }));
    const after = await mailboxes.setRetired(tx, mailboxId, { retired: { successorId }, now });
    const about = { actor, now, entityId: mailboxId, before, after };
    await recordChange(deps, tx, mailboxChanges.retired, { ...about, data: { successorId } });
    // Others may have had it for their successor.
    if (successorId === null) await deps.hooks.followGone(deps, tx, { id: null, name: after.name, now });
    wake = await releaseWaiting(deps, tx, { release: { of: 'retired_mailbox', id: mailboxId }, now });
    return after;
  });
  await wake();
  return reply;
}

/**
 * Lets a retired mailbox send again what names it, at once what waits for its successor; threads that its successor took
 * over go on from it too. One that is not retired stays as it is.
 *
 * @throws ProblemError `not_found`
 */
export async function reinstateMailbox(
  deps: CommandDeps,
  actor: Actor,
  { mailboxId }: { mailboxId: string },
): Promise<Mailbox> {
  const { mailboxes, locks } = deps.store;
  let wake = wakeNobody;
  const reply = await runCommand(deps, actor, async (tx, now) => {
    await locks.closeGate(tx, { kind: 'mailbox', id: mailboxId });
    const before = found(await mailboxes.find(tx, actor, mailboxId), 'mailbox');
    if (before.retiredAt === null) return before;
    const after = await mailboxes.setRetired(tx, mailboxId, { retired: null, now });
    const about = { actor, now, entityId: mailboxId, before, after };
    await recordChange(deps, tx, mailboxChanges.reinstated, about);
    wake = await releaseWaiting(deps, tx, { release: { of: 'retired_mailbox', id: mailboxId }, now });
    return after;
  });
  await wake();
  return reply;
}

function problemsOf({
  mailboxId,
  successorId,
  successor,
}: RetireMailbox & { mailboxId: string; successor: Mailbox | null }): FieldProblem[] {
  const problem = (message: string): FieldProblem[] => [{ field: 'successorId', message }];
  if (successorId === null) return [];
  if (successorId === mailboxId) return problem('is the mailbox itself');
  if (successor === null) return problem('is not a mailbox');
  return successor.retiredAt === null ? [] : problem('is retired itself');
}
