import type { PassReason } from './kinds.ts';

/** How far a pass is: how many customers, and how many of them are over, failed ones included. */
export interface PassProgress {
  size: number;
  over: number;
  failed: number;
}

/**
 * What a pass does next. `wait`: for a person who confirms its number (`reason`), or for the automation to run again
 * (`paused`), or to be switched on again (`switched_off`); `until` (epoch milliseconds) is when it looks again if it hears
 * of nothing. `more`: customers are left, and are taken up at once. `ended`: all of them are over; how many stands in
 * histories since passes tell it.
 */
export type PassDirective =
  | ({ kind: 'wait'; until: number; reason: PassReason } & PassProgress)
  | ({ kind: 'more' } & PassProgress)
  | ({ kind: 'ended' } & Partial<PassProgress>);
