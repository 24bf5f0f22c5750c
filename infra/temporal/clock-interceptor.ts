import { ApplicationFailure, type Info } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { GIVEN_BACK } from '../../contracts/given-back.ts';
import type { ClockWatch } from '../clock-watch.ts';

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
    throw ApplicationFailure.create(GIVEN_BACK.clock_wrong);
  }
}
