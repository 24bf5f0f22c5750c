import type { MemberHooks } from './follow-members.ts';

/** What follows on membership: a line for passes, and one for what pauses an automation. */
export const memberHooks: MemberHooks = {
  takePending: () => Promise.resolve(),
  pauseUnreadable: () => Promise.resolve(),
};
