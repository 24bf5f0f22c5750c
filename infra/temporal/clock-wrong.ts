import { ApplicationFailure } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';

/** Another worker, whose clock is right, may take it by then. */
const HELD_MS = 10_000;

/** Gives work back that would go by a clock that is wrong (O12): nobody's failure, and retried without an event. */
export const clockWrong = (): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'clock_wrong',
    message: 'clock_wrong',
    nextRetryDelay: HELD_MS,
    category: ApplicationFailureCategory.BENIGN,
  });
