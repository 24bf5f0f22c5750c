/** A word; a sign of a script that is written without spaces counts as one. */
const WORD = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|[\p{L}\p{N}]+/gu;
/** Links differ between copies, and on their way: they say nothing. */
const LINK = /https?:\/\/\S+/g;
/** So many words in a row are no coincidence; fewer may be a person's own: "invoice INV-2041 over GBP 1,280.00". */
const MIN_RUN = 12;
/** Of a line's words, so many have to be ours. */
const MIN_SHARE = 0.9;
const MAX_WORDS = 20_000;
const MAX_LINK_LENGTH = 2_000;
/** Places in our mail where one row of words may stand. */
const MAX_PLACES = 8;

const wordsOf = (text: string): string[] =>
  text.normalize('NFKC').toLowerCase().replace(LINK, ' ').match(WORD)?.slice(0, MAX_WORDS) ?? [];

/**
 * Which lines of a mail are words of ours that it answers, however they were wrapped, marked or cut: by rows of words that
 * both have. A line of links alone is ours where the lines around it are.
 */
export function ownLines(lines: readonly string[], sentText: string): boolean[] {
  const ours = wordsOf(sentText);
  const places = new Map<string, number[]>();
  const rowAt = (words: readonly string[], at: number): string => words.slice(at, at + MIN_RUN).join(' ');
  for (let at = 0; at + MIN_RUN <= ours.length; at += 1) {
    const row = rowAt(ours, at);
    const known = places.get(row) ?? [];
    if (known.length < MAX_PLACES) places.set(row, [...known, at]);
  }
  const words = lines
    .flatMap((line, index) => wordsOf(line).map((word) => ({ word, index })))
    .slice(0, MAX_WORDS);
  const theirs = words.map(({ word }) => word);
  const own = lines.map(() => 0);
  const all = lines.map(() => 0);
  for (const { index } of words) all[index] = (all[index] ?? 0) + 1;
  for (let at = 0; at < theirs.length;) {
    const length = places.size === 0 ? 0 : longestRun(theirs, at, ours, places.get(rowAt(theirs, at)) ?? []);
    for (const { index } of words.slice(at, at + length)) own[index] = (own[index] ?? 0) + 1;
    at += Math.max(1, length);
  }
  const isOwn = lines.map(
    (_, index) => (own[index] ?? 0) > 0 && (own[index] ?? 0) >= (all[index] ?? 0) * MIN_SHARE,
  );
  return isOwn.map(
    (is, index) => is || (all[index] === 0 && isBareLink(lines[index] ?? '') && isOwn[index - 1] === true),
  );
}

function longestRun(
  theirs: readonly string[],
  at: number,
  ours: readonly string[],
  starts: readonly number[],
): number {
  let longest = 0;
  for (const start of starts) {
    let length = 0;
    while (at + length < theirs.length && theirs[at + length] === ours[start + length]) length += 1;
    longest = Math.max(longest, length);
  }
  return longest;
}

const isBareLink = (line: string): boolean => line.length < MAX_LINK_LENGTH && /https?:\/\/\S/.test(line);
