/** What a mail that has none of its own takes its subject from (M5). */
export interface Thread {
  /** As the first mail of the thread said it; null: none has left yet. */
  subject: string | null;
  /** Template of the first email step before it; null: there is none. */
  template: string | null;
}

/** What a mail begins with that answers one, however often it was answered before. */
const ANSWERS = /^(?:\s*re\s*(?:\[\d+\]|\(\d+\))?\s*:)+\s*/i;

/** The subject of a mail that answers under another (M5): `Re: ` stands there once. */
export function replySubject(subject: string): string {
  return `Re: ${subject.replace(ANSWERS, '')}`;
}
