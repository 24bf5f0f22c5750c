import type { WaitReason } from '../sending/kinds.ts';

/** What the send of an action does next: `wait.until` is epoch milliseconds; `ended`: no send is asked for any more. */
export type ActionDirective = { kind: 'wait'; until: number; reason: WaitReason } | { kind: 'ended' };
