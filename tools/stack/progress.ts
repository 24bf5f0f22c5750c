/** Nobody waits longer than this without being told what for. */
const QUIET_MS = 2_000;
/** How often the elapsed time is told again where lines cannot be overwritten. */
const REPEAT_MS = 10_000;

/** Writes one line to standard output. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * Runs `work`; when it takes longer than two seconds, shows `label` and the elapsed seconds until it ends.
 * In a terminal one line counts; elsewhere a new line comes every ten seconds.
 */
export async function withProgress<T>(label: string, work: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  const isTerminal = process.stdout.isTTY === true;
  let shownAt = 0;
  const tick = (): void => {
    const elapsed = Date.now() - startedAt;
    if (elapsed < QUIET_MS || (!isTerminal && Date.now() - shownAt < REPEAT_MS)) return;
    shownAt = Date.now();
    const line = `  ${label} … ${Math.round(elapsed / 1000)} s`;
    process.stdout.write(isTerminal ? `\r${line}` : `${line}\n`);
  };
  const timer = setInterval(tick, 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (shownAt > 0 && isTerminal) process.stdout.write('\n');
  }
}
