import type { WaitReason } from './kinds.ts';

/**
 * What a delivery of many messages does next: `wait.until` is epoch milliseconds, `waiting` how many messages do; `more`: some
 * are due, and are taken up at once; `ended`: none is left.
 */
export type DeliveryDirective =
  { kind: 'wait'; until: number; reason: WaitReason; waiting: number } | { kind: 'more' } | { kind: 'ended' };
