import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** A child process of the local stack. */
export interface Child {
  name: string;
  pid: number;
  /** Whether the process has ended. */
  hasEnded(): boolean;
  /** Resolves when it ends, with its exit code or the signal's name. */
  ended: Promise<number | string>;
  /** Asks it to end and waits; kills it after `graceMs`. */
  stop(graceMs?: number): Promise<void>;
}

/** What to run, and where its lines go. */
export interface ChildOptions {
  name: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  /** Receives each line of its output, without the line's end. */
  onLine?: (line: string) => void;
}

const DEFAULT_GRACE_MS = 15_000;

/** The command line of a running process, or null when there is no such process. */
export function commandOf(pid: number): string | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const result = spawnSync('ps', ['-ww', '-p', `${pid}`, '-o', 'stat=,command='], { encoding: 'utf8' });
  const line = result.stdout?.trim() ?? '';
  // A zombie is a process that has ended and whose parent has not looked yet.
  return result.status === 0 && line !== '' && !line.startsWith('Z') ? line : null;
}

/** Sends `signal`, waits until the process is gone, and kills it after `graceMs`. A process already gone is fine. */
export async function endProcess(
  pid: number,
  { signal = 'SIGTERM', graceMs = DEFAULT_GRACE_MS }: { signal?: NodeJS.Signals; graceMs?: number } = {},
): Promise<void> {
  const send = (kind: NodeJS.Signals): void => {
    try {
      process.kill(pid, kind);
    } catch {
      // It ended between the look and the signal.
    }
  };
  const deadline = Date.now() + graceMs;
  send(signal);
  while (commandOf(pid) !== null) {
    if (Date.now() > deadline) send('SIGKILL');
    await sleep(50);
  }
}

function readLines(child: ChildProcess, onLine: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', onLine);
  }
}

/**
 * Starts a child in its own process group, so that Ctrl-C in the terminal reaches only us and the order of
 * stopping is ours.
 */
export function startChild({ name, command, args, env, onLine = () => {} }: ChildOptions): Child {
  const child = spawn(command, args, {
    env: env ?? process.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  readLines(child, onLine);
  let isOver = false;
  const ended = new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  }).finally(() => (isOver = true));
  return {
    name,
    pid: child.pid ?? 0,
    hasEnded: () => isOver,
    ended,
    stop: async (graceMs = DEFAULT_GRACE_MS) => {
      if (isOver || child.pid === undefined) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
