import type { Tx } from '../infra/db/client.ts';
import type { CommandDeps } from './deps.ts';

/**
 * What kept messages back and does so no longer: a switch (D9), a hold of a customer (D8), a contact policy (D6), or a
 * mailbox that is retired, for whatever they waited there (S24).
 */
export type Release =
  | { of: 'all' | 'contact_policy' }
  | { of: 'program' | 'sequence' | 'mailbox' | 'retired_mailbox' | 'customer'; id: string };

/** Wakes what was released, after the commit. */
export type Wake = () => Promise<void>;

/**
 * Lets the messages of one source look again that were kept back, in the transaction that ends it. What does not concern
 * them changes nothing.
 */
export type Releaser = (deps: CommandDeps, tx: Tx, input: { release: Release; now: number }) => Promise<Wake>;

/** Nobody waits in Temporal for it, or the reconciler wakes them. */
export const wakeNobody: Wake = () => Promise.resolve();

/** Lets the messages of every source look again. The result is to be called after the commit. */
export async function releaseWaiting(
  deps: CommandDeps,
  tx: Tx,
  input: { release: Release; now: number },
): Promise<Wake> {
  const wakes: Wake[] = [];
  for (const release of deps.hooks.releasers) wakes.push(await release(deps, tx, input));
  return async () => {
    for (const wake of wakes) await wake();
  };
}
