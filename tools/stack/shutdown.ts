import { say } from './progress.ts';
import { endProcess } from './processes.ts';

/** Something to stop, in reverse order of starting. */
export interface Stoppable {
  name: string;
  stop(): Promise<void>;
  /** Process to kill when the person does not want to wait. */
  pid(): number | null;
}

/** Signals closer together than this come from one key press. */
const SAME_KEY_PRESS_MS = 500;

/** Collects what was started and stops it in reverse order, on a signal or on failure. */
export class Shutdown {
  readonly #started: Stoppable[] = [];
  #running: Promise<void> | null = null;

  /** Remembers something started. */
  add(entry: Stoppable): void {
    this.#started.push(entry);
  }

  /** Whether stopping has begun. */
  get hasBegun(): boolean {
    return this.#running !== null;
  }

  /** Stops everything, last started first. A second call waits for the first. */
  run(): Promise<void> {
    this.#running ??= this.#stopAll();
    return this.#running;
  }

  /**
   * Stops everything else when a server ends by itself that nothing works without.
   *
   * @returns false when it ended because everything was stopped
   */
  async afterLoss(name: string, ended: Promise<number | string>): Promise<boolean> {
    const code = await ended;
    if (this.hasBegun) return false;
    say(`${name} ended (${code}): everything else is stopped. Start again: it goes on where it was.`);
    await this.run();
    return true;
  }

  async #stopAll(): Promise<void> {
    for (const { name, stop } of this.#started.toReversed()) {
      await stop().catch((error: unknown) => say(`${name} did not stop: ${String(error)}`));
    }
  }

  /** Ends the process on SIGINT or SIGTERM after stopping everything; a second signal kills what is left. */
  listen(): void {
    let firstAt = 0;
    const onSignal = (): void => {
      // npm and tsx pass on the signal that the terminal has sent us already.
      if (this.hasBegun && Date.now() - firstAt < SAME_KEY_PRESS_MS) return;
      if (this.hasBegun) return void this.#force();
      firstAt = Date.now();
      say('\nstopping (again Ctrl-C to force)');
      void this.run().then(() => process.exit(0));
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    process.on('SIGHUP', onSignal);
  }

  async #force(): Promise<void> {
    const pids = this.#started.flatMap(({ pid }) => pid() ?? []);
    await Promise.all(pids.map((pid) => endProcess(pid, { signal: 'SIGKILL', graceMs: 0 })));
    process.exit(1);
  }
}
