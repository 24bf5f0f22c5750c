import type { z } from 'zod';
import type { Operation } from '../contracts/operation.ts';
import { ProblemError } from '../contracts/problems.ts';
import type { CommandDeps } from '../commands/deps.ts';
import { hashOf } from '../infra/hash.ts';
import type { Call, Route } from './handle.ts';

/** A resource that is read and changed at one path, and the members that a change may name. */
export interface Versioned {
  read: Route;
  members: readonly string[];
}

/** They name the hash of the words that they are about. */
const BY_CONTENT_HASH: ReadonlySet<string> = new Set(['editQueued', 'editReviewItem', 'editAction']);

/** The resources of which a change may say what it is a change of (`If-Match`), by the operations that read and change them. */
export function versionedOf(routes: readonly Route[]): ReadonlyMap<Operation, Versioned> {
  const byOperation = new Map(routes.map((route) => [route.operation, route]));
  return new Map(
    versionedPairs(routes.map(({ operation }) => operation)).flatMap(({ read, change }) => {
      const members = Object.keys((change.body as z.ZodObject).shape);
      const versioned = { read: byOperation.get(read)!, members };
      return [read, change].map((operation): [Operation, Versioned] => [operation, versioned]);
    }),
  );
}

/** The operations that read and change the same resource at the same path. */
export function versionedPairs(operations: readonly Operation[]): { read: Operation; change: Operation }[] {
  const reads = operations.filter(({ method }) => method === 'get');
  return operations.flatMap((change) => {
    if (change.method !== 'patch' || BY_CONTENT_HASH.has(change.id)) return [];
    const read = reads.find(({ path }) => path === change.path);
    return read ? [{ read, change }] : [];
  });
}

/** Another whenever something is that a change may name: what else moves, such as balances, is no reason to refuse one. */
export function etagOf(shown: unknown, { members }: Versioned): string {
  const of = shown as Record<string, unknown>;
  return `"${hashOf(JSON.stringify(members.map((member) => of[member] ?? null)))}"`;
}

/**
 * What is asked in the transaction of a change, before it: nobody else changes the same resource until it ends, and it is
 * what the caller saw.
 *
 * @throws ProblemError `precondition_failed` with the present state, where the caller may read it
 */
export function preconditionOf(
  { operation, read, members }: Versioned & { operation: Operation },
  call: Call<Operation>,
): NonNullable<CommandDeps['precondition']> {
  const ifMatch = call.req.get('if-match')?.trim();
  const place = Object.values((call.params ?? {}) as Record<string, string>).join('/');
  return async (tx) => {
    await call.deps.store.locks.lockResource(tx, `${operation.path} ${place}`);
    if (ifMatch === undefined || ifMatch === '*') return;
    const query = read.operation.query?.parse({});
    const deps = { ...call.deps, db: tx as typeof call.deps.db };
    const current = await read.handler({ ...call, deps, query, body: undefined });
    const etag = etagOf(current, { read, members });
    if (ifMatch.split(',').some((each) => each.trim() === etag)) return;
    const detail = 'It was changed since you read it: look at what it is now, then apply yours again.';
    const { permission } = read.operation;
    const isOpen = permission === null || permission === 'public';
    const mayRead = isOpen || call.actor.permissions.includes(permission);
    throw new ProblemError('precondition_failed', detail, [], { etag, ...(mayRead && { current }) });
  };
}
