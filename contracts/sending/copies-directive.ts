/** What the copies of a message do next: `wait.until` is epoch milliseconds, `waiting` how many do; `ended`: none is left. */
export type CopiesDirective = { kind: 'wait'; until: number; waiting: number } | { kind: 'ended' };
