import type { Actor, Viewer } from '../../contracts/actor.ts';
import { preferencesChanges } from '../../contracts/console/changes.ts';
import { preferencesSchema, type Preferences } from '../../contracts/console/preferences.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/** How a user likes the console: as chosen, else as it is for whoever chose nothing. */
export async function readPreferences(deps: CommandDeps, viewer: Viewer): Promise<Preferences> {
  return (await deps.store.preferences.find(deps.db, viewer, viewer.userId)) ?? preferencesSchema.parse({});
}

/** Keeps how a user likes the console (W2). */
export function savePreferences(deps: CommandDeps, actor: Actor, after: Preferences): Promise<Preferences> {
  return runCommand(deps, actor, async (tx, now) => {
    const { userId: entityId } = actor;
    const before = await deps.store.preferences.find(tx, actor, entityId);
    await deps.store.preferences.save(tx, { ...after, userId: entityId, now });
    await recordChange(deps, tx, preferencesChanges.updated, { actor, now, entityId, before, after });
    return after;
  });
}
