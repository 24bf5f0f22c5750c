import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledFailure, Context } from '@temporalio/activity';
import type { ActivityDeps } from '../deps.ts';
import { giveBackIfStopping, unlessStopping } from '../stopping.ts';

/** Messages on their way at once: a few more than a mailbox has connections. */
const AT_ONCE = 16;
/** After this long no further message is begun, so that a worker that is stopped ends in its grace. */
const RUN_MS = 8 * 60_000;
/** Waits up to this long, without anything to do between them, stay inside the activity; a longer one is a timer. */
const MAX_IDLE_MS = 15_000;
/** How often a run with nothing due looks for what was asked for or released meanwhile. */
const LOOK_MS = 1_000;
/** Rows read at once: so many are tried one by one before all of them wait. */
const CHUNK = 100;

/** Longer than a run and the hand-over begun last: until then nobody has to look after what is drained. */
export const DRAIN_LEASE_MS = 25 * 60_000;

/** Many messages that leave one by one, each by its own row. */
export interface Draining {
  /** Those whose time has come, without those named. */
  findDue(asked: { dueBefore: number; besides: readonly string[]; limit: number }): Promise<string[]>;
  /** When the next of them is due, epoch milliseconds, without those named; null: none is. */
  readNextAt(besides: readonly string[]): Promise<number | null>;
  /** Sends one. */
  send(id: string): Promise<void>;
  /** It was called off, so that nobody comes again by himself: whoever finds work that nobody does finds it at once. */
  giveBack(): Promise<unknown>;
}

/**
 * Sends many messages, several at once, until nothing is left to do for now; one message that fails keeps no other back.
 *
 * @throws the first failure, after all was tried
 */
export function drain(deps: ActivityDeps, work: Draining): Promise<void> {
  return new Drain(deps, work).run();
}

/** One go at the messages whose time has come. */
class Drain {
  private readonly end = AbortSignal.timeout(RUN_MS);
  private readonly inFlight = new Map<string, Promise<void>>();
  private readonly failed = new Set<string>();
  private failure: { error: unknown } | null = null;
  private queue: string[] = [];
  private idledMs = 0;

  constructor(
    private readonly deps: ActivityDeps,
    private readonly work: Draining,
  ) {}

  async run(): Promise<void> {
    // Each message on its way listens to it.
    setMaxListeners(0, Context.current().cancellationSignal);
    try {
      while (!this.isOver() && (await this.step()));
    } finally {
      await Promise.all(this.inFlight.values());
    }
    if (Context.current().cancellationSignal.aborted) {
      await this.work.giveBack();
      throw new CancelledFailure('stopped');
    }
    if (this.failure) throw this.failure.error;
    giveBackIfStopping(this.deps);
  }

  /** Begins one message, or waits for something to do. False: nothing is left for this run. */
  private async step(): Promise<boolean> {
    if (this.inFlight.size >= AT_ONCE) {
      await Promise.race(this.inFlight.values());
      return true;
    }
    const next = this.queue.shift();
    if (next !== undefined) {
      this.begin(next);
      return true;
    }
    const dueBefore = await this.deps.now();
    this.queue = await this.work.findDue({ dueBefore, besides: this.besides(), limit: CHUNK });
    return this.queue.length > 0 || this.idle();
  }

  private begin(id: string): void {
    this.idledMs = 0;
    const sending = this.work
      .send(id)
      .catch((error: unknown) => {
        this.failed.add(id);
        this.failure ??= { error };
      })
      .finally(() => this.inFlight.delete(id));
    this.inFlight.set(id, sending);
  }

  /** Waits for what is on its way, or for what leaves soon. */
  private async idle(): Promise<boolean> {
    const { deps } = this;
    if (this.inFlight.size > 0) {
      await Promise.race([...this.inFlight.values(), sleep(LOOK_MS)]);
      return true;
    }
    const nextAt = await this.work.readNextAt(this.besides());
    const dueInMs = nextAt === null ? Infinity : Math.max(nextAt - (await deps.now()), 0);
    if (this.idledMs + dueInMs > MAX_IDLE_MS) return false;
    const waitMs = Math.min(dueInMs, LOOK_MS);
    this.idledMs += waitMs;
    await unlessStopping(deps, () => sleep(waitMs));
    return true;
  }

  private besides(): string[] {
    return [...this.inFlight.keys(), ...this.failed];
  }

  private isOver(): boolean {
    const { stopping } = this.deps;
    return this.end.aborted || stopping.aborted || Context.current().cancellationSignal.aborted;
  }
}
