import { ApplicationFailure, type Info } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import type { ClockWatch } from '../clock-watch.ts';

/** Another worker, whose clock is right, may take it by then. */
const HELD_MS = 10_000;

/**
 * Holds what a worker would begin by a clock that is wrong (O12): given back, it is asked for again, adds nothing to a history,
 * and never loops. What it has begun ends between two pieces of its work; a hand-over goes on to its outcome.
 */
export class ClockInterceptor implements ActivityInboundCallsInterceptor {
  constructor(
    private readonly info: Pick<Info, 'currentAttemptScheduledTimestampMs'>,
    private readonly clock: ClockWatch,
  ) {}

  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    this.clock.hear(this.info.currentAttemptScheduledTimestampMs);
    if (await this.clock.isRight()) return next(input);
    throw ApplicationFailure.create({
      type: 'clock_wrong',
      message: 'clock_wrong',
      nextRetryDelay: HELD_MS,
      category: ApplicationFailureCategory.BENIGN,
    });
  }
}
