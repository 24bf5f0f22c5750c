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
