import type { TypedRelease } from './parts/release-fields.tsx';

/** An answer that is being written. */
export interface Draft extends TypedRelease {
  body: string;
  subject: string;
  cc: string;
  keepsCc: boolean;
}

/** Answers that were left half-written, by conversation: whoever comes back finds them. They go with the page. */
const drafts = new Map<string, Draft>();

export const draftOf = (conversationId: string): Draft | undefined => drafts.get(conversationId);
export const keepDraft = (conversationId: string, draft: Draft): void =>
  void drafts.set(conversationId, draft);
export const dropDraft = (conversationId: string): void => void drafts.delete(conversationId);
