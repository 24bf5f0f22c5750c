import { SYSTEM, type Actor } from '../../../contracts/actor.ts';
import type { AutomationDryRun, DryRunPage } from '../../../contracts/automations/passes.ts';
import { found, refuseInvalid } from '../../../contracts/problems.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import type { CommandDeps } from '../../deps.ts';
import { actorOf } from '../effects/actor-of.ts';
import { problemsOfAudience } from '../find-gone.ts';
import { waitReasonOf } from './confirm-size.ts';

/** Where the tree stands. */
const PATH = 'audience';

/**
 * On whom a pass now would act, with what and why, of the customers that the actor may see (A6). Nothing is written. A draft,
 * and one that does not run, is asked as if the actor set it running.
 *
 * @throws ProblemError `not_found`, or `validation` for a rule that names what is gone: it widens nothing (A3)
 */
export async function dryRunAutomation(
  deps: CommandDeps,
  actor: Actor,
  { automationId, ...page }: DryRunPage & { automationId: string },
): Promise<AutomationDryRun> {
  const { db, store } = deps;
  const automation = found(await store.automations.read(db, automationId), 'automation');
  const { audience } = automation;
  refuseInvalid(
    await problemsOfAudience(deps, db, { audience, path: PATH, isStarting: false }),
    'The automation acts on nobody as it is.',
  );
  const now = await deps.now();
  const { zone } = await store.organisation.get(db, SYSTEM);
  const today = localDateOf(now, zone);
  const sight = (await sightOf(deps, automation)) ?? actor;
  const asking = { automation, sight, asked: { today, zone, now } };
  const count = await store.passDryRuns.count(db, actor, asking);
  // The number that would be confirmed is that of everybody; the caller is told only what follows from it.
  const size = sight === actor ? count : await store.passDryRuns.count(db, sight, asking);
  const pass = { id: '', automationId, kind: 'scheduled', confirmedSize: null, retriedAt: null } as const;
  const waitsBecause = await waitReasonOf(deps, db, { automation, pass, size });
  const { items, nextCursor } = await store.passDryRuns.list(db, actor, {
    ...asking,
    ...page,
    path: PATH,
  });
  return { at: new Date(now).toISOString(), sight: automation.sight, count, waitsBecause, items, nextCursor };
}

/** Whose sight it has where it runs; null: nobody's yet. */
async function sightOf(deps: CommandDeps, automation: StoredAutomation): Promise<Actor | null> {
  if (automation.status !== 'running' && automation.status !== 'paused') return null;
  return actorOf(deps, deps.db, { automation, depth: 1 });
}
