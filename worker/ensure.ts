import { setTimeout as sleep } from 'node:timers/promises';

/** Something of Temporal that has to be there while workers run, and is made or mended at each start; safe to repeat. */
export type Ensured = readonly [name: string, ensure: () => Promise<void>];

/** How it is tried. */
interface Trying {
  /** One try gives up by then: a schedule of a server with too much to do answers no sooner. */
  deadlineMs: number;
  /** Between two tries. */
  pauseMs: number;
  /** Runs `work` with calls that fail once the time is over. */
  withDeadline: (deadline: number, work: () => Promise<void>) => Promise<void>;
  onFailure: (name: string, error: unknown) => void;
  signal: AbortSignal;
}

/**
 * Ensures each once, and goes on with those that failed until they are ensured or `signal` says that it is over: a worker
 * takes work all the same, since nearly always all of them stood before it.
 *
 * @returns when each was tried once; `done` resolves when nothing is left to try
 */
export async function ensureAll(all: readonly Ensured[], trying: Trying): Promise<{ done: Promise<void> }> {
  const { deadlineMs, pauseMs, withDeadline, onFailure, signal } = trying;
  const tryAll = async (wanted: readonly Ensured[]): Promise<Ensured[]> => {
    const failed: Ensured[] = [];
    for (const each of wanted) {
      const [name, ensure] = each;
      if (signal.aborted) return [];
      try {
        await withDeadline(Date.now() + deadlineMs, ensure);
      } catch (error) {
        onFailure(name, error);
        failed.push(each);
      }
    }
    return failed;
  };
  const goOn = async (left: readonly Ensured[]): Promise<void> => {
    while (left.length > 0) {
      // Stopped in the middle of the pause.
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      left = await tryAll(left);
    }
  };
  return { done: goOn(await tryAll(all)) };
}
