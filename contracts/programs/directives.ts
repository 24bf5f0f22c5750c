import type { WaitReason } from '../sending/kinds.ts';

/**
 * What a run of a program does next. `wait`: something of it waits for a decision; `until` is epoch milliseconds, null:
 * only a wake-up ends it. `ended`: all was decided, or a newer run took over.
 */
export type RunDirective =
  { kind: 'generate' } | { kind: 'prepare' } | { kind: 'wait'; until: number | null } | { kind: 'ended' };

/**
 * What becomes of the send of a scheduled touchpoint: when it is tried again stands on its row. `unwritten`: its text has to
 * be written by a language model first.
 */
export type TouchpointDirective = { kind: 'wait' } | { kind: 'unwritten' } | { kind: 'ended' };

/**
 * What a delivery does next: `wait.until` is epoch milliseconds, `waiting` how many messages do; `more`: some are due, and
 * are taken up at once; `ended`: none is left.
 */
export type BatchDirective =
  { kind: 'wait'; until: number; reason: WaitReason; waiting: number } | { kind: 'more' } | { kind: 'ended' };
