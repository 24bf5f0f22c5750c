import type { ScheduledTouchpoint } from './written-touchpoint.ts';

/**
 * What a person who saw a message names when they decide about it: another whenever its words, recipients or facts are, and
 * when the customer has replied, which they are to have seen (P14). Null: it is not written.
 */
export function seenHashOf({
  contentHash,
  returnedFor,
}: Pick<ScheduledTouchpoint, 'contentHash' | 'returnedFor'>): string | null {
  const reply = returnedFor?.reply;
  return contentHash === null || !reply ? contentHash : `${contentHash}~${reply.at}`;
}
