import type { StartedDelivery } from '../../../infra/temporal/lifecycle/automations.ts';
import type { CommandDeps } from '../../deps.ts';
import { attempt, inParallel } from '../../wakes.ts';

type Deps = Pick<CommandDeps, 'db' | 'store' | 'now' | 'lifecycle'>;

/**
 * Starts the delivery of what a pass has queued, after the commit. While one is at it, it finds new messages by itself:
 * thousands of them are not thousands of wake-ups.
 */
export async function wakeMessages(deps: Deps, pass: StartedDelivery): Promise<void> {
  const now = await deps.now();
  const { passId } = pass;
  if (await deps.store.messageDeliveries.isDelivered(deps.db, { passId, now })) return;
  await attempt(deps.lifecycle.wakeAutomationMessages(pass));
}

/** Lets deliveries look again, after the commit: rows that they may have looked at have changed, or a pass has ended. */
export function wakeDeliveries(
  { lifecycle }: Pick<CommandDeps, 'lifecycle'>,
  passes: readonly StartedDelivery[],
): Promise<void> {
  return inParallel(passes, (pass) => attempt(lifecycle.wakeAutomationMessages(pass)));
}
