import type { Actor } from '../../contracts/actor.ts';
import { automationChanges, type AutomationChangeKind } from '../../contracts/automations/changes.ts';
import type { AutomationPauseReason } from '../../contracts/automations/kinds.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { StoredAutomation } from '../../domain/automations/definition.ts';
import type { AutomationSet } from '../../infra/db/automations/automations.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { wakeNobody, type Wake } from '../release-waiting.ts';
import { afterCommit, runCommand } from '../run-command.ts';
import { followDefinition } from './follow-definition.ts';

/** An automation as a command finds it, locked. `now` is epoch milliseconds. */
export interface LockedAutomation {
  tx: Tx;
  now: number;
  automation: StoredAutomation;
}

/** What a command does to an automation, as the audit log and the change feed tell it. */
export interface AutomationEdit {
  kind: AutomationChangeKind;
  set: AutomationSet;
  /** Of `paused`: why the product did it. */
  reason?: AutomationPauseReason;
}

/** How a command decides, and what it answers from what was written. */
interface AutomationCommand<T> {
  automationId: string;
  /** Refuses, or says what becomes of it; null: nothing changes. */
  decide: (locked: LockedAutomation) => Promise<AutomationEdit | null>;
  reply: (tx: Tx, automation: StoredAutomation) => Promise<T>;
}

/**
 * Changes an automation: closes the gate behind which nothing that it names goes, locks it, decides, and writes it with
 * its version, what its calendar and its pass make of it, audit and change rows in one transaction. Every command of a
 * person on an automation that exists goes through here.
 *
 * @throws ProblemError `not_found` when there is no such automation
 */
export async function changeAutomation<T>(
  deps: CommandDeps,
  actor: Actor,
  { automationId, decide, reply }: AutomationCommand<T>,
): Promise<T> {
  // A repeated call is answered from what is kept, which holds no functions; then there is nobody to wake.
  let wake: Wake = wakeNobody;
  const answer = await runCommand(deps, actor, async (tx, now) => {
    const { locks, automations } = deps.store;
    await locks.closeGate(tx, { kind: 'automations' });
    await locks.closeGate(tx, { kind: 'automation', id: automationId });
    const automation = found(await automations.lock(tx, automationId), 'automation');
    const edit = await decide({ tx, now, automation });
    if (!edit) return reply(tx, automation);
    const written = await writeEdit(deps, { tx, now, automation }, { actor, edit });
    wake = written.wake;
    return reply(tx, written.after);
  });
  await afterCommit(deps, wake);
  return answer;
}

/** Writes what becomes of a locked automation, and lets its calendar and its pass follow. */
export async function writeEdit(
  deps: CommandDeps,
  { tx, now, automation: before }: LockedAutomation,
  { actor, edit }: { actor: Actor; edit: AutomationEdit },
): Promise<{ after: StoredAutomation; wake: Wake }> {
  const { kind, set, reason } = edit;
  const after: StoredAutomation = {
    ...before,
    ...set,
    version: before.version + 1,
    audienceVersion: before.audienceVersion + (isAskedAnew(before, set) ? 1 : 0),
    updatedAt: now,
  };
  const { version, audienceVersion, updatedAt } = after;
  const written = { ...set, version, audienceVersion, updatedAt };
  await deps.store.automations.save(tx, { automationId: before.id, set: written });
  const keys = Object.keys(set) as (keyof AutomationSet)[];
  const changed = { actor, now, entityId: before.id, before: pick(before, keys), after: pick(after, keys) };
  if (kind === 'paused') {
    const data = reason && { reason };
    await recordChange(deps, tx, automationChanges.paused, { ...changed, data });
  } else await recordChange(deps, tx, automationChanges[kind], changed);
  return { after, wake: await followDefinition(deps, tx, { before, after, now }) };
}

/** Whether everybody's membership is to be asked anew: the tree, the sight or its owner is another. */
function isAskedAnew(before: StoredAutomation, set: AutomationSet): boolean {
  const isOther = <K extends keyof AutomationSet>(key: K) =>
    set[key] !== undefined && set[key] !== before[key];
  return set.audience !== undefined || isOther('sight') || isOther('ownerId');
}

const pick = (automation: StoredAutomation, keys: readonly (keyof AutomationSet)[]) =>
  Object.fromEntries(keys.map((key) => [key, automation[key]]));

/** @throws ProblemError `conflict`: a completed automation is over */
export function refuseCompleted({ status }: StoredAutomation): void {
  if (status === 'completed')
    throw new ProblemError('conflict', 'The automation is completed, which cannot be undone.');
}
