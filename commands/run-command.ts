import type { Actor } from '../contracts/actor.ts';
import { ProblemError } from '../contracts/problems.ts';
import type { Tx } from '../infra/db/client.ts';
import type { CommandDeps } from './deps.ts';

/** How long a reply is replayed (O8). */
export const IDEMPOTENCY_TTL_MS = 24 * 60 * 60 * 1000;

/**
 * Runs the transaction of a command. With an `Idempotency-Key` the reply is stored in the same transaction, so that
 * either both exist or neither; a repeated key answers the stored reply and changes nothing. A command that is part of a
 * unit joins its transaction; what follows its commit it gives to {@link afterCommit}.
 *
 * @throws ProblemError `idempotency_mismatch` when the key came with another body or operation
 * @throws ProblemError `idempotency_running` when the first call has not ended
 */
export async function runCommand<T>(
  deps: CommandDeps,
  actor: Actor,
  body: (tx: Tx, now: number) => Promise<T>,
  { timeout = TRANSACTION_TIMEOUT_MS } = {},
): Promise<T> {
  if (deps.unit && !deps.unit.isOver) return body(deps.unit.tx, deps.unit.now);
  const now = await deps.now();
  return deps.db.$transaction(
    async (tx) => {
      const stored = await claimKey(deps, tx, actor, now);
      if (stored) return stored.response as T;
      await deps.precondition?.(tx);
      const reply = await body(tx, now);
      if (actor.idempotency)
        await deps.store.idempotency.saveReply(tx, actor.userId, actor.idempotency.key, reply);
      return reply;
    },
    { maxWait: TRANSACTION_WAIT_MS, timeout },
  );
}

/** A free connection is waited for this long before the call answers 503. */
export const TRANSACTION_WAIT_MS = 10_000;
/** A command is short; a longer one has met a lock that will not come. */
export const TRANSACTION_TIMEOUT_MS = 30_000;

/** One transaction of several commands. */
export interface Unit {
  tx: Tx;
  /** Epoch milliseconds: one moment for all of them. */
  now: number;
  /** What follows the commit, in order. */
  followUps: (() => Promise<void>)[];
  /** It is committed: what follows runs commands of its own. */
  isOver?: boolean;
}

/** The same commands as a part of a unit: nothing of them is committed, and nobody woken, before all of it is. */
export const joining = <D extends CommandDeps>(deps: D, unit: Unit): D => ({ ...deps, unit });

/** Does what follows the commit of a command: at once, or once the unit is committed that it is part of. */
export async function afterCommit({ unit }: CommandDeps, act: () => Promise<void>): Promise<void> {
  if (!unit || unit.isOver) return act();
  unit.followUps.push(() => {
    unit.isOver = true;
    return act();
  });
}

async function claimKey(deps: CommandDeps, tx: Tx, actor: Actor, now: number) {
  if (!actor.idempotency) return null;
  const { key, operation, bodyHash, formerHashes = [] } = actor.idempotency;
  const earlier = await deps.store.idempotency.claim(tx, {
    userId: actor.userId,
    key,
    operation,
    bodyHash,
    now,
    forgetBefore: now - IDEMPOTENCY_TTL_MS,
  });
  if (!earlier) return null;
  if (earlier.operation !== operation || ![bodyHash, ...formerHashes].includes(earlier.bodyHash)) {
    throw new ProblemError('idempotency_mismatch', 'This Idempotency-Key came with another request before.');
  }
  if (!earlier.isDone) throw new ProblemError('idempotency_running', 'The first request is still running.');
  return { response: earlier.response };
}
