import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityDeps } from '../../activities/deps.ts';
import * as activities from '../../activities/index.ts';
import { createMailPlaces } from '../../infra/mail/mail-places.ts';

/** The shortest heartbeat timeout: two beats fit into it, so that one may be lost. */
const SHORTEST_TIMEOUT_MS = 15_000;
/** That of mailboxes, which are many. */
const INBOX_TIMEOUT_MS = 30_000;

/** Whatever is asked of it never answers: a database that hangs, a server that says nothing. */
const hanging: unknown = new Proxy(() => undefined, {
  get: (_target, key) => (key === 'then' ? undefined : hanging),
  apply: () => new Promise(() => undefined),
});
const known: Partial<ActivityDeps> = {
  heartbeatMs: 4_000,
  stopping: new AbortController().signal,
  mailLine: createMailPlaces(),
};
const deps = new Proxy(known, {
  get: (target, key) => Reflect.get(target, key) ?? hanging,
}) as ActivityDeps;

const all = Object.values(activities)
  .filter(({ name }) => /^create\w+Activities$/.test(name))
  .flatMap((create) => Object.entries(create(deps)));
const timeoutOf = (name: string): number =>
  name === 'followMailbox' ? INBOX_TIMEOUT_MS : SHORTEST_TIMEOUT_MS;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test.each(all.map(([name, activity]) => [name, activity, timeoutOf(name)] as const))(
  '%s beats while it waits for whatever it waits for: one lost beat is no timeout',
  async (_name, activity, timeoutMs) => {
    const env = new MockActivityEnvironment();
    let beats = 0;
    env.on('heartbeat', () => (beats += 1));
    void env.run(activity as (input: object) => Promise<unknown>, {}).catch(() => undefined);
    await jest.advanceTimersByTimeAsync(1);
    beats = 0;
    await jest.advanceTimersByTimeAsync(timeoutMs);
    expect(beats).toBeGreaterThanOrEqual(2);
  },
);
