import { callNext } from '../../domain/sending/calls.ts';
import { BucketChanges, labelOf, type Limit } from '../../domain/sending/limits.ts';
import { addDays, localDateOf } from '../../domain/time/calendar.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { attempt } from '../wakes.ts';
import { callForDomain } from './call-for-domain.ts';
import { wakeSources } from './wake-sources.ts';

/** So many are called at once. */
const CHUNK = 500;
const DOMAIN = 'domain/';

/**
 * Calls who waits in line for limits in which there is room now (S14): after one was raised or removed, or a place came
 * back. Who has waited longest comes first, and no more than there is room for.
 */
export async function callWaiting(deps: CommandDeps, scopes: readonly string[]): Promise<void> {
  for (const scope of [...new Set(scopes)].sort()) {
    if (scope.startsWith(DOMAIN)) await callForDomain(deps, scope.slice(DOMAIN.length));
    else while ((await callOf(deps, scope)) === CHUNK);
  }
}

/** Lets everybody look again who waits for a limit whose days begin at other moments now. They keep their places. */
export async function recallWaiting(deps: CommandDeps, scope: string): Promise<void> {
  let behind = '';
  for (;;) {
    const waiting = await deps.store.sendLines.listWaiting(deps.db, { scope, behind, limit: CHUNK });
    await wakeSources(deps, waiting);
    if (waiting.length < CHUNK) return;
    behind = waiting.at(-1)!.id;
  }
}

/** Calls who waits for anything in which there is room now. */
export async function callAll(deps: CommandDeps): Promise<void> {
  const { sendLines, domainWaits } = deps.store;
  const yesterday = addDays(localDateOf(await deps.now(), 'UTC'), -1);
  const domains = await domainWaits.listFull(deps.db, yesterday);
  const scopes = domains.map((domain) => `${DOMAIN}${domain}`);
  await callWaiting(deps, [...(await sendLines.listHeldBy(deps.db)), ...scopes]);
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
    for (;;) {
      const ids = await strays(deps, db, await deps.now());
      if (ids.length === 0) break;
      freed.push(...(await store.leavingLines.leave(db, { kind, ids, ends: false })));
      if (ids.length < CHUNK) break;
    }
  }
  if (freed.length > 0) await attempt(callWaiting(deps, freed));
}
