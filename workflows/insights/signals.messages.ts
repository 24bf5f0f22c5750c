/** Customers looked at, and signals that began and ended. */
export interface SignalsResult {
  customers: number;
  signalsStarted: number;
  signalsEnded: number;
}

/**
 * When it runs: an hour of the night in the organisation's zone. From 4 on, no zone leaves an hour out or repeats it when
 * its clocks change: Temporal leaves out what falls into a missing hour.
 */
export const SIGNALS_HOUR = 4;
