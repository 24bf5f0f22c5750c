import { sessionChanges } from '../../contracts/access/changes.ts';
import type { Actor } from '../../contracts/actor.ts';
import { found } from '../../contracts/problems.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Ends the session of the call: the next call with its cookie is refused.
 *
 * @throws ProblemError `not_found` when the call came with a key
 */
export async function endSession(deps: CommandDeps, actor: Actor): Promise<void> {
  const sessionId = found(actor.sessionId, 'session');
  await runCommand(deps, actor, async (tx, now) => {
    // Of two calls at once one finds it gone already: it is over either way.
    if (!(await deps.store.sessions.end(tx, sessionId))) return;
    await recordChange(deps, tx, sessionChanges.ended, { actor, now, entityId: sessionId });
  });
}

/** Ends all sessions of the caller's user, whatever key they were made with. */
export async function endAllSessions(deps: CommandDeps, actor: Actor): Promise<void> {
  await runCommand(deps, actor, async (tx, now) => {
    for (const entityId of await deps.store.sessions.endAll(tx, actor.userId))
      await recordChange(deps, tx, sessionChanges.ended, { actor, now, entityId });
  });
}
