import { foldedText } from './folded-text.ts';
import { AUTOMATIC_SUBJECT } from './words/machine.ts';

/** Marks of answers and forwards in the ten languages, and of lists. */
const MARK =
  /^(?:(?:re|aw|antw(?:ort)?|wg|fwd?|fw|tr|rif|ref|rv|res|r|i|enc|odp|pd|sv|vs|vb|doorst|返信|転送)(?:\[\d+\]|\(\d+\))? ?:|\[[^\]]{1,40}\]|(?:undeliver(?:able|ed)|unzustellbar|nicht zustellbar|non remis|non delivre|no entregado|no se puede entregar|non recapitabile|onbestelbaar|nao entregue|niedostarczon[ae]|olevererbart|returned mail|failure notice|delivery (?:failure|status notification[^:]*)|read|gelesen|lu|leido|letto|gelezen|lida|przeczytano|last|delivered|delayed|配信不能) ?:)\s*/;

/** Of an answer: it begins with `Re:` or a mark like it. */
export const hasReplyMark = (subject: string): boolean => /^(?:re|aw|antw(?:ort)?|sv|odp|rif|ref|res|r|vs|返信)(?:\[\d+\])? ?:/.test(foldedText(subject).trim());

/**
 * What is compared of a subject: folded, without what programs put before it. Empty where nothing else is left.
 */
export function subjectKey(subject: string): string {
  let key = foldedText(subject).replace(/\s+/g, ' ').trim();
  for (let round = 0; round < 6; round += 1) {
    const next = key.replace(MARK, '').replace(AUTOMATIC_SUBJECT, '').trim();
    if (next === key) break;
    key = next;
  }
  return key;
}

/** The same subject: equal, or the longer one holds all of the other beside a mark of a ticket system. */
export function isSameSubject(one: string, other: string): boolean {
  const [a, b] = [subjectKey(one), subjectKey(other)];
  if (a === '' || b === '') return false;
  return a === b || (Math.min(a.length, b.length) >= 12 && (a.includes(b) || b.includes(a)));
}

/** A text without our subject, which may hold dates and numbers of its own and is repeated by programs. */
export function withoutOurs(text: string, ours: string | null): string {
  return ours === null || ours.trim() === '' ? text : text.replaceAll(ours, ' ');
}
