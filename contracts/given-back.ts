/** By then the worker that stops asks for no more work, so that another one gets what it gives back. */
const STOPPED_MS = 1_000;
/** Another worker, whose clock is right, may take it by then. */
const CLOCK_HELD_MS = 10_000;

/**
 * Failures by which a worker gives back what it does not begin, or go on with (O12, O13). They are nobody's: each is retried, and
 * adds no event to a history. `nextRetryDelay` in milliseconds; the form is that of Temporal's `ApplicationFailure`.
 */
export const GIVEN_BACK = {
  worker_stopping: {
    type: 'worker_stopping',
    message: 'worker_stopping',
    nextRetryDelay: STOPPED_MS,
    category: 'BENIGN',
  },
  clock_wrong: {
    type: 'clock_wrong',
    message: 'clock_wrong',
    nextRetryDelay: CLOCK_HELD_MS,
    category: 'BENIGN',
  },
} as const;
