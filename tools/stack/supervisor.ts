import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './progress.ts';
import { startChild, type Child, type ChildOptions } from './processes.ts';

/** A process that is started again whenever it ends by itself. */
export interface Supervised {
  /** Process id of the present child. */
  pid(): number;
  /** Ends it for good, gracefully first. */
  stop(graceMs?: number): Promise<void>;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** A child that lived this long had started well: the next pause is short again. */
const HEALTHY_MS = 60_000;

/** Starts a child and starts it again, after a growing pause, when it ends unasked. */
export function supervise(options: ChildOptions, onRestart: () => void = () => {}): Supervised {
  let isStopping = false;
  let child: Child = startChild(options);
  const watch = async (): Promise<void> => {
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      const startedAt = Date.now();
      const code = await child.ended;
      if (isStopping) return;
      if (Date.now() - startedAt > HEALTHY_MS) pauseMs = FIRST_PAUSE_MS;
      say(`${options.name} ended (${code}); starting it again in ${pauseMs / 1000} s`);
      await sleep(pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      if (isStopping) return;
      child = startChild(options);
      onRestart();
    }
  };
  void watch();
  return {
    pid: () => child.pid,
    stop: async (graceMs) => {
      isStopping = true;
      await child.stop(graceMs);
    },
  };
}
