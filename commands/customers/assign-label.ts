import type { Actor } from '../../contracts/actor.ts';
import { customerChanges, invoiceLabelChanges } from '../../contracts/customers/changes.ts';
import type { LabelMarks } from '../../contracts/customers/labels.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { Mark } from '../../infra/db/customers/label-marks.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Puts a label on a customer or an invoice (C7); one that is there already stays, and nothing is recorded.
 *
 * @throws ProblemError `not_found` when either is absent or hidden
 * @throws ProblemError `conflict` when the label is archived
 */
export function assignLabel(deps: CommandDeps, actor: Actor, mark: Mark): Promise<LabelMarks> {
  return changeMark(deps, actor, mark, async (tx, now) => {
    await refuseArchived(deps, tx, { actor, labelId: mark.labelId });
    return (await deps.store.labelMarks.add(tx, { ...mark, actorId: actor.userId, now }))
      ? 'labelAdded'
      : null;
  });
}

/**
 * Takes a label off a customer or an invoice; also an archived one.
 *
 * @throws ProblemError `not_found` when either is absent or hidden
 */
export function removeLabel(deps: CommandDeps, actor: Actor, mark: Mark): Promise<LabelMarks> {
  return changeMark(deps, actor, mark, async (tx) =>
    (await deps.store.labelMarks.remove(tx, mark)) ? 'labelRemoved' : null,
  );
}

/** @throws ProblemError `not_found`, or `conflict` when the label or its group is archived */
export async function refuseArchived(
  { store }: CommandDeps,
  tx: Tx,
  { actor, labelId }: { actor: Actor; labelId: string },
): Promise<void> {
  const label = found(await store.labels.find(tx, actor, labelId), 'label');
  const group = found(await store.labels.findGroup(tx, actor, label.groupId), 'label group');
  if (label.isArchived || group.isArchived) throw new ProblemError('conflict', 'The label is archived.');
}

function changeMark(
  deps: CommandDeps,
  actor: Actor,
  { entity, targetId, labelId }: Mark,
  /** Writes, and answers the kind of change; null: nothing changed. */
  write: (tx: Tx, now: number) => Promise<keyof typeof invoiceLabelChanges | null>,
): Promise<LabelMarks> {
  const { store } = deps;
  return runCommand(deps, actor, async (tx, now) => {
    const customerId = found(await store.labelMarks.findCustomerId(tx, actor, { entity, targetId }), entity);
    const label = found(await store.labels.find(tx, actor, labelId), 'label');
    const kind = await write(tx, now);
    const labels = await store.labelMarks.list(tx, actor, { entity, targetId });
    if (kind !== null) {
      const [before, after] = kind === 'labelAdded' ? [undefined, { label }] : [{ label }, undefined];
      const said = { actor, now, entityId: targetId, before, after, data: { labelId } };
      if (entity === 'customer') await recordChange(deps, tx, customerChanges[kind], said);
      else await recordChange(deps, tx, invoiceLabelChanges[kind], { ...said, customerId });
    }
    return { labels };
  });
}
