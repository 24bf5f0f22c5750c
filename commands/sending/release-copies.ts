import type { SourceRef } from '../../infra/db/sending/ledger.ts';
import type { CommandDeps } from '../deps.ts';
import { attempt } from '../wakes.ts';

/** Lets the copies of a message leave whose main recipient turned out to have it, after the commit. */
export async function releaseCopies(deps: CommandDeps, source: SourceRef): Promise<void> {
  const message = await deps.store.openCopies.findOpenOf(deps.db, source);
  if (message) await attempt(deps.lifecycle.wakeCopies(message));
}
