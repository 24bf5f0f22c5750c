import type { Actor } from '../../contracts/actor.ts';
import { savedViewChanges, sharedViewChanges } from '../../contracts/console/changes.ts';
import type { CreateSavedView, SavedView, UpdateSavedView } from '../../contracts/console/saved-views.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Keeps what a screen shows under a name (W2).
 *
 * @throws ProblemError `forbidden` to share it without `views.share`
 * @throws ProblemError `conflict` when the owner, or everybody, has another of the name for the screen
 */
export function createSavedView(deps: CommandDeps, actor: Actor, input: CreateSavedView): Promise<SavedView> {
  return runCommand(deps, actor, async (tx, now) => {
    const view = { ...input, id: deps.newId('savedView'), ownerId: actor.userId };
    if (view.isShared) refuseToShare(actor);
    await refuseTakenName(deps, tx, actor, view);
    const after = await deps.store.savedViews.insert(tx, { ...view, now });
    await record(deps, tx, { actor, now, before: null, after });
    return after;
  });
}

/**
 * Changes a view of one's own, or a shared one.
 *
 * @throws ProblemError `not_found` also for another's own
 * @throws ProblemError `forbidden` to share it, or to change a shared one, without `views.share`
 * @throws ProblemError `conflict` when the owner, or everybody, has another of the name for the screen
 */
export function updateSavedView(
  deps: CommandDeps,
  actor: Actor,
  { savedViewId, ...change }: UpdateSavedView & { savedViewId: string },
): Promise<SavedView> {
  return runCommand(deps, actor, async (tx, now) => {
    const before = await lockedView(deps, tx, actor, savedViewId);
    const { name = before.name, filters = before.filters, isShared = before.isShared } = change;
    if (isShared) refuseToShare(actor);
    await refuseTakenName(deps, tx, actor, { ...before, name, isShared });
    const after = await deps.store.savedViews.update(tx, savedViewId, { name, filters, isShared, now });
    await record(deps, tx, { actor, now, before, after });
    return after;
  });
}

/**
 * Removes a view of one's own, or a shared one.
 *
 * @throws ProblemError `not_found` also for another's own
 * @throws ProblemError `forbidden` for a shared one without `views.share`
 */
export function removeSavedView(
  deps: CommandDeps,
  actor: Actor,
  { savedViewId }: { savedViewId: string },
): Promise<void> {
  return runCommand(deps, actor, async (tx, now) => {
    const before = await lockedView(deps, tx, actor, savedViewId);
    await deps.store.savedViews.remove(tx, savedViewId);
    await record(deps, tx, { actor, now, before, after: null });
  });
}

async function lockedView(deps: CommandDeps, tx: Tx, actor: Actor, viewId: string): Promise<SavedView> {
  const view = found(await deps.store.savedViews.lock(tx, actor, viewId), 'saved view');
  if (view.isShared) refuseToShare(actor);
  return view;
}

function refuseToShare({ permissions }: Actor): void {
  if (permissions.includes('views.share')) return;
  throw new ProblemError('forbidden', 'The permission views.share is needed for views that everybody has.');
}

async function refuseTakenName(
  { store }: CommandDeps,
  tx: Tx,
  actor: Actor,
  view: Pick<SavedView, 'id' | 'ownerId' | 'screen' | 'name' | 'isShared'>,
): Promise<void> {
  await store.locks.lockResource(tx, `views of ${view.ownerId}`);
  if (view.isShared) await store.locks.lockResource(tx, 'shared views');
  if (!(await store.savedViews.isNameTaken(tx, actor, view))) return;
  throw new ProblemError('conflict', 'Another view of this screen has this name.', [
    { field: 'name', message: 'is taken' },
  ]);
}

interface Recording {
  actor: Actor;
  now: number;
  before: SavedView | null;
  after: SavedView | null;
}

/** What everybody has is told to everybody, the rest to its owner; one that crosses over appears on one side and leaves the other. */
async function record(deps: CommandDeps, tx: Tx, { actor, now, before, after }: Recording): Promise<void> {
  const sides = [
    { changes: savedViewChanges, isShared: false },
    { changes: sharedViewChanges, isShared: true },
  ];
  for (const { changes, isShared } of sides) {
    const was = before?.isShared === isShared ? before : null;
    const is = after?.isShared === isShared ? after : null;
    const view = is ?? was;
    if (!view) continue;
    const kind = was === null ? 'created' : is === null ? 'removed' : 'updated';
    await recordChange(deps, tx, changes[kind], { actor, now, entityId: view.id, before: was, after: is });
  }
}
