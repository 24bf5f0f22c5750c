import { setTimeout as sleep } from 'node:timers/promises';
import type { TestWorkflowEnvironment } from '@temporalio/testing';

/** How often the clock is looked at while it should jump. */
const LOOK_MS = 1_000;
/** So long it may keep real time, while work is in hand, before it counts as stuck. */
const STUCK_LOOKS = 12;
/** What a clock that jumps gains over the real one in a look, at least. */
const JUMP_MS = 2_000;

/**
 * Lets time pass on the skipping server. That keeps its clock locked for ever where an activity ends while its workflow asks
 * to cancel it: it forgets to give back the lock of the task it loses. Where the clock has kept real time for so long, one
 * lock is given back for it.
 */
export async function pass(env: TestWorkflowEnvironment, duration: string | number): Promise<void> {
  const over = new AbortController();
  const slept = env.sleep(duration).finally(() => over.abort());
  await Promise.all([slept, unlockWhereStuck(env, over.signal)]);
}

async function unlockWhereStuck(env: TestWorkflowEnvironment, over: AbortSignal): Promise<void> {
  let before = await env.currentTimeMs();
  for (let looks = 1; !over.aborted; looks += 1) {
    await sleep(LOOK_MS, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) return;
    const now = await env.currentTimeMs();
    if (now - before > LOOK_MS + JUMP_MS) looks = 0;
    before = now;
    if (looks < STUCK_LOOKS) continue;
    looks = 0;
    await env.connection.testService?.unlockTimeSkipping({});
  }
}
