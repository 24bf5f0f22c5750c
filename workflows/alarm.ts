import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import { momentOf } from './in-words.ts';

/** Temporal's timers last whole seconds; a shorter one would fire in the same task again and again. */
const MIN_TIMER_MS = 1_000;
/** And what is told again and again to wait for a moment that has passed waits longer and longer: clocks disagree. */
const MAX_PATIENCE_MS = 30_000;

/** When a wait that begins now will be over, by the workflow's own clock. */
export function endOfWait(waitMs: number): string {
  return momentOf(Date.now() + waitMs);
}

/**
 * One timer that is kept when the time moves later: a re-plan to a later moment costs no timer events, it is looked
 * at when the old timer fires.
 */
export class Alarm {
  /** Whether the armed timer has fired since it was armed. */
  hasFired = false;
  private armed: { at: number; scope: CancellationScope } | null = null;
  /** How often in a row it was armed for a moment that had passed. */
  private late = 0;

  /** Arms for an instant (epoch milliseconds), or keeps an armed timer that fires before it. Null disarms. */
  arm(at: number | null, summary: string): void {
    this.hasFired = false;
    if (this.armed && at !== null && this.armed.at <= at) return;
    this.armed?.scope.cancel();
    this.armed = null;
    if (at === null) return;
    this.late = at > Date.now() ? 0 : this.late + 1;
    const patienceMs = Math.min(MIN_TIMER_MS * 2 ** Math.max(this.late - 1, 0), MAX_PATIENCE_MS);
    const scope = new CancellationScope();
    const armed = { at, scope };
    this.armed = armed;
    void scope
      .run(() => sleep(Math.max(at - Date.now(), patienceMs), { summary }))
      .then(
        () => this.fire(armed),
        (error: unknown) => {
          if (!isCancellation(error)) throw error;
        },
      );
  }

  /** Cancels an armed timer. */
  disarm(): void {
    this.armed?.scope.cancel();
    this.armed = null;
  }

  private fire(armed: { at: number; scope: CancellationScope }): void {
    if (this.armed !== armed) return;
    this.armed = null;
    this.hasFired = true;
  }
}
