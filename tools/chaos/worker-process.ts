import { setTimeout as sleep } from 'node:timers/promises';
import { programOf, type Command } from '../build/program.ts';
import { startChild, type Child } from '../stack/processes.ts';

/** A worker takes this long to bundle and poll on a busy machine, at most. */
const START_TIMEOUT_MS = 180_000;
/** A server with too much to do may refuse a worker at its start: whoever runs it starts it again. */
const MOST_STARTS = 5;
const PAUSE_MS = 2_000;
/** Lines kept for the report of a failure. */
const LINES_KEPT = 40;

/** What a process is called, and what it writes when it takes work. */
const WORKER = { name: 'worker', ready: 'worker runs' };

/** The worker as a process of its own, started again and again; or another process that says when it is ready. */
export class WorkerProcess {
  /** How often it was killed. */
  kills = 0;
  /** How often it ended by itself before it took work, and was started again. */
  failedStarts = 0;
  /** Whether somebody asked it to end since it was last started: what ends then is not started again. */
  #isToEnd = false;
  readonly #args: string[];
  readonly #env: NodeJS.ProcessEnv;
  readonly #is: typeof WORKER;
  #child: Child | null = null;
  #lines: string[] = [];
  #listeners = new Set<(line: string) => void>();

  constructor(command: Command, env: NodeJS.ProcessEnv, is = WORKER) {
    const program = programOf(command);
    this.#args = program.args;
    this.#env = { ...env, ...program.env };
    this.#is = is;
  }

  /** The last lines it wrote. */
  get log(): string {
    return this.#lines.join('\n');
  }

  get isRunning(): boolean {
    return this.#child !== null && !this.#child.hasEnded();
  }

  /** Of the process that runs now. */
  get pid(): number | null {
    return this.isRunning ? (this.#child?.pid ?? null) : null;
  }

  /** Resolves when it writes a line with these words, from now on. */
  says(words: string): Promise<void> {
    return new Promise((resolve) => {
      const listen = (line: string): void => {
        if (!line.includes(words)) return;
        this.#listeners.delete(listen);
        resolve();
      };
      this.#listeners.add(listen);
    });
  }

  /** Starts it and returns when it polls; again where it ends before that, as a supervisor does. */
  async start(): Promise<void> {
    this.#isToEnd = false;
    for (let left = MOST_STARTS; ; left -= 1) {
      try {
        return await this.#startOnce();
      } catch (error) {
        if (left <= 1 || this.#isToEnd) throw error;
        this.failedStarts += 1;
        await sleep(PAUSE_MS);
        if (this.#isToEnd) throw error;
      }
    }
  }

  async #startOnce(): Promise<void> {
    const ready = this.says(this.#is.ready);
    const child = startChild({
      name: this.#is.name,
      command: process.execPath,
      args: this.#args,
      env: this.#env,
      onLine: (line) => {
        this.#lines = [...this.#lines, line].slice(-LINES_KEPT);
        for (const listen of this.#listeners) listen(line);
      },
    });
    this.#child = child;
    const timer = setTimeout(() => void child.stop(0), START_TIMEOUT_MS);
    const ended = child.ended.then((code) => {
      throw new Error(`the ${this.#is.name} ended while starting (${code}):\n${this.log}`);
    });
    await Promise.race([ready, ended]).finally(() => clearTimeout(timer));
    ended.catch(() => undefined);
  }

  /** SIGKILL: it has no moment to say anything to anybody. */
  async kill(): Promise<void> {
    this.#isToEnd = true;
    const child = this.#child;
    if (!child || child.hasEnded()) throw new Error(`the ${this.#is.name} had ended by itself:\n${this.log}`);
    process.kill(child.pid, 'SIGKILL');
    await child.ended;
    this.kills += 1;
  }

  /** SIGTERM: it ends in its own time. Kills it after `graceMs`; returns its exit code, or the signal it ended by. */
  async terminate(graceMs: number): Promise<number | string | null> {
    this.#isToEnd = true;
    await this.#child?.stop(graceMs);
    return (await this.#child?.ended) ?? null;
  }

  /** Ends it for good, without counting. */
  async stop(): Promise<void> {
    await this.terminate(2_000);
  }
}
