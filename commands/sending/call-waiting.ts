import { callNext } from '../../domain/sending/calls.ts';
import { BucketChanges, labelOf, type Limit } from '../../domain/sending/limits.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { SourceRef } from '../../infra/db/sending/ledger.ts';
import type { CommandDeps } from '../deps.ts';
import type { Wake } from '../release-waiting.ts';
import { attempt } from '../wakes.ts';

/** So many are called at once. */
const CHUNK = 500;

/**
 * Calls who waits in line for limits in which there is room now (S14): after one was raised or removed, or a place came
 * back. Who has waited longest comes first, and no more than there is room for.
 */
export async function callWaiting(deps: CommandDeps, scopes: readonly string[]): Promise<void> {
  for (const scope of [...new Set(scopes)].sort()) {
    while ((await callOf(deps, scope)) === CHUNK);
  }
}

async function callOf(deps: CommandDeps, scope: string): Promise<number> {
  const { sendLines, sendLimits } = deps.store;
  const now = await deps.now();
  const called = await deps.db.$transaction(async (tx) => {
    const own = (await sendLines.readLimits(tx, [scope])).get(scope);
    // A limit that is no more has nobody's place, whatever its day.
    const begun = own ? labelOf(own, now) : 0;
    if (own && !(await hasRoom(deps, tx, own, now))) return [];
    const waiters = await sendLines.listCallable(tx, { scope, begun, now, limit: CHUNK });
    if (waiters.length === 0) return [];
    const scopes = [
      ...new Set([scope, ...waiters.flatMap(({ places }) => places.map((place) => place.scope))]),
    ];
    await sendLimits.lock(tx, scopes);
    const limits = await sendLines.readLimits(tx, scopes);
    const present = await sendLines.readTickets(tx, waiters);
    const isLocked = ({ places }: (typeof present)[number]) =>
      places.every((place) => scopes.includes(place.scope));
    const buckets = await sendLines.readBuckets(tx, [...limits.values()], { now, isPresent: true });
    const next = callNext(present.filter(isLocked), limits, { buckets, now });
    await sendLimits.change(tx, next.changes);
    await sendLines.callTickets(tx, next.called, now);
    return next.called.map(({ source }) => source);
  });
  await wakeSources(deps, called);
  return called.length;
}

/** Nobody's locks are taken for a limit that is full. */
async function hasRoom({ store }: CommandDeps, tx: Tx, limit: Limit, now: number): Promise<boolean> {
  const buckets = await store.sendLines.readBuckets(tx, [limit], { now, isPresent: true });
  const anybody = { isFirst: false, places: [{ scope: limit.scope, at: now, weight: 1 }] };
  return callNext([anybody], new Map([[limit.scope, limit]]), { buckets, now }).called.length > 0;
}

/** Lets messages look again whose time in line has come, each behind the locks of its source. */
export async function wakeSources(deps: CommandDeps, sources: readonly SourceRef[]): Promise<void> {
  for (const [kind, ids] of deps.store.sendLines.idsByKind(sources)) {
    const waiter = deps.hooks.waiters.find((each) => each.kind === kind);
    if (!waiter) continue;
    const now = await deps.now();
    let wake: Wake | null = null;
    await deps.db.$transaction(async (tx) => {
      wake = await waiter.call(deps, tx, { ids, now });
    });
    await (wake as Wake | null)?.();
  }
}

/** Gives back the places of claims that have come to nothing (M1), and calls who waits for them. */
export async function givePlacesBack(deps: CommandDeps): Promise<void> {
  const { sendLines } = deps.store;
  const stray = await sendLines.listStrayPlaces(deps.db, CHUNK);
  if (stray.length === 0) return;
  const scopes = stray.flatMap(({ places }) => places.map(({ scope }) => scope));
  await deps.db.$transaction(async (tx) => {
    await deps.store.sendLimits.lock(tx, scopes);
    const changes = new BucketChanges();
    const places = await sendLines.dropPlaces(
      tx,
      stray.map(({ messageId }) => messageId),
    );
    for (const place of places) changes.take('claimed', place);
    await deps.store.sendLimits.change(tx, changes.list);
  });
  await attempt(callWaiting(deps, scopes));
}

/** Takes out of the line what does not wait there any more: what was stopped, paused, or waits for something else. */
export async function clearLines(deps: CommandDeps): Promise<void> {
  const { store, db, hooks } = deps;
  const freed: string[] = [];
  for (const { kind, strays } of hooks.waiters) {
    const ids = await strays(deps, db, await deps.now());
    if (ids.length === 0) continue;
    freed.push(...(await db.$transaction((tx) => leaveLine(store, tx, { kind, ids }))));
  }
  if (freed.length > 0) await attempt(callWaiting(deps, freed));
}

/** @returns the limits in which there is more room now */
async function leaveLine(
  { sendLimits, sendLines }: CommandDeps['store'],
  tx: Tx,
  { kind, ids }: { kind: SourceRef['kind']; ids: readonly string[] },
): Promise<string[]> {
  const about = ids.map((id) => ({ source: { kind, id }, isFirst: false, places: [] }));
  const scopes = (await sendLines.readTickets(tx, about)).flatMap(({ places }) =>
    places.map(({ scope }) => scope),
  );
  await sendLimits.lock(tx, scopes);
  const changes = new BucketChanges();
  for (const { isFirst, places } of await sendLines.dropTickets(tx, about))
    for (const place of places) changes.take(isFirst ? 'first' : 'booked', place);
  await sendLimits.change(tx, changes.list);
  return scopes;
}
