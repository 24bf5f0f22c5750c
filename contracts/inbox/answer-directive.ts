import type { WaitReason } from '../sending/kinds.ts';

/** What the send of an answer does next: `wait.until` is epoch milliseconds; `ended`: it does not want to leave any more. */
export type AnswerDirective = { kind: 'wait'; until: number; reason: WaitReason } | { kind: 'ended' };
