import type { SentMail } from './judgement.ts';
import { withoutFooters } from './mail-footers.ts';
import { ownLines } from './own-words.ts';
import {
  beginsOlderMail,
  blockLabelOf,
  isDivider,
  introOf,
  isReplyMarker,
  isStamp,
  type BlockLabel,
} from './quote-words.ts';
import type { ReadMail } from './read-mail.ts';

/** Lines that are looked at: nobody writes more. */
const MAX_LINES = 5_000;
/** Over how many lines a program breaks the line above a quote, and a header. */
const MAX_INTRO_LINES = 4;
const MAX_CONTINUATIONS = 3;
/** Of a line, so much is compared: what programs write is short. */
const MAX_COMPARED = 1_000;
const MARKS = /^[ \t]{0,3}(?:[>＞][ \t]?)+/u;

interface Line {
  /** As it stands, without the marks of a quote. */
  content: string;
  /** With plain spaces, without the marks of bold text: to be compared. */
  plain: string;
  isQuoted: boolean;
  /** Words of ours. */
  isOwn: boolean;
}

/**
 * What the sender wrote (I3): without what is quoted from our mail, by its words first and then by the marks of programs, the
 * line above a quote, forwarded and older mails, and the footers of lists and ticket systems. The sender's own name and
 * footer stay. What a person wrote is never cut on suspicion: where nothing says that a text is quoted, it is new.
 */
export function newTextOf(mail: Pick<ReadMail, 'text'>, sent: Pick<SentMail, 'text'> | null): string {
  const lines = linesOf(mail.text, sent?.text ?? '');
  const kept = tidy(withoutFooters(newLines(lines, sent?.text ?? '')));
  if (kept !== '' || sent === null) return kept;
  // Everything is marked as a quote, nothing of it is ours, nothing says whose it is: somebody's program indents.
  const isForeign =
    lines.every((line) => !line.isOwn) && !lines.some((_, at) => endsAt(lines, at) || introAt(lines, at) > 0);
  return isForeign ? tidy(withoutFooters(lines.map(({ content }) => content))) : '';
}

function linesOf(text: string, sentText: string): Line[] {
  const raw = text.split('\n').slice(0, MAX_LINES);
  const contents = raw.map((line) => line.replace(MARKS, ''));
  const own = ownLines(contents, sentText);
  return raw.map((line, at) => ({
    content: contents[at] ?? '',
    plain: (contents[at] ?? '')
      .slice(0, MAX_COMPARED)
      .replace(/[*_](?=\S)|(?<=\S)[*_](?!\w)/g, '')
      .replace(/\s+/gu, ' ')
      .trim(),
    isQuoted: MARKS.test(line),
    isOwn: own[at] ?? false,
  }));
}

function newLines(lines: readonly Line[], sent: string): string[] {
  const kept: string[] = [];
  const hasText = (): boolean => kept.some((line) => line.trim() !== '');
  let isBelowMarker = false;
  let isOfTicket = false;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    if (line === undefined) break;
    if (line.isQuoted || line.isOwn) {
      if (!hasText()) kept.length = 0;
      else kept.push('');
      continue;
    }
    if (isReplyMarker(line.plain)) {
      if (hasText()) break;
      isBelowMarker = true;
      isOfTicket = true;
      continue;
    }
    if (isOfTicket && isStamp(line.plain)) {
      // Whose words follow is told by a name above; where they are ours, so is the name.
      if (isFollowedBy(lines, at + 1, ({ isOwn }) => isOwn)) dropLastLine(kept);
      continue;
    }
    const intro = introAt(lines, at);
    if (intro > 0) {
      const isMarked = isFollowedBy(lines, at + intro, ({ isQuoted }) => isQuoted);
      const isAnswerBelow =
        !hasText() && (isBelowMarker || isFollowedBy(lines, at + intro, ({ isOwn }) => isOwn));
      if (!isMarked && !isAnswerBelow) {
        addAnswers(kept, answersWithin(lines, at + intro, sent));
        break;
      }
      isBelowMarker = false;
      at += intro - 1;
      continue;
    }
    const end = endsAt(lines, at);
    if (end > 0) {
      // Above an answer that was written below our words: only the block goes.
      const isAnswerBelow = !hasText() && lines.slice(at).some(({ isOwn }) => isOwn);
      if (!isAnswerBelow) {
        addAnswers(kept, answersWithin(lines, at + end, sent));
        break;
      }
      at += end - 1;
      continue;
    }
    kept.push(line.content);
  }
  return kept;
}

/** What somebody wrote between the lines of our mail, below its header block: whatever stands between words of ours and is none. */
function answersWithin(lines: readonly Line[], from: number, sent: string): string[] {
  let to = from;
  while (to < lines.length && endsAt(lines, to) === 0 && introAt(lines, to) === 0) to += 1;
  const region = lines.slice(from, to);
  const first = region.findIndex(({ isOwn }) => isOwn);
  const last = region.findLastIndex(({ isOwn }) => isOwn);
  const ours = comparable(sent);
  return region
    .slice(first + 1, Math.max(last, first + 1))
    .filter(({ isOwn, isQuoted, plain }) => !isOwn && !isQuoted && !ours.includes(comparable(plain)))
    .flatMap(({ content }) => ['', content]);
}

/** Below what stands above the block, without the line that divides them. */
function addAnswers(kept: string[], answers: readonly string[]): void {
  if (answers.length === 0) return;
  while (kept.length > 0 && (kept.at(-1)?.trim() === '' || isDivider(kept.at(-1)?.trim() ?? ''))) kept.pop();
  kept.push(...answers);
}

/** Words alone, to find a line of ours that was too short to be known for one. */
const comparable = (text: string): string => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');

function dropLastLine(kept: string[]): void {
  const at = kept.findLastIndex((line) => line.trim() !== '');
  if (at >= 0) kept.length = at;
}

/** How many lines from here say who wrote what is quoted below; 0: none. */
function introAt(lines: readonly Line[], at: number): number {
  let joined = '';
  for (let count = 1; count <= MAX_INTRO_LINES; count += 1) {
    const line = lines[at + count - 1];
    if (line === undefined || line.plain === '') return 0;
    joined = joined === '' ? line.plain : `${joined} ${line.plain}`;
    const intro = introOf(joined);
    if (intro === 'strong' || (intro === 'weak' && isSureOfQuote(lines, at, count))) return count;
  }
  return 0;
}

/** Whether what surrounds a line above a quote says that it is one: the quote below it, a divider or a marker above it. */
function isSureOfQuote(lines: readonly Line[], at: number, count: number): boolean {
  if (isFollowedBy(lines, at + count, ({ isQuoted, isOwn }) => isQuoted || isOwn)) return true;
  const above = lines.slice(0, at).findLast(({ plain }) => plain !== '')?.plain ?? '';
  return isDivider(above) || isReplyMarker(above);
}

/** How many lines from here begin an older mail: its line of dashes, its header block; 0: none do. */
function endsAt(lines: readonly Line[], at: number): number {
  const line = lines[at];
  if (line === undefined || line.plain === '') return 0;
  if (beginsOlderMail(line.plain)) return 1 + blockAt(lines, at + 1, 1);
  if (isDivider(line.plain)) {
    const block = blockAt(lines, at + 1, 2);
    return block === 0 ? 0 : block + 1;
  }
  return blockAt(lines, at, 3);
}

/** How many lines a header block has that begins here, with at least so many different headers, a sender among them. */
function blockAt(lines: readonly Line[], at: number, atLeast: number): number {
  const labels = new Set<BlockLabel>();
  let end = at;
  let others = 0;
  for (let next = at; next < lines.length && others <= MAX_CONTINUATIONS; next += 1) {
    const line = lines[next];
    if (line === undefined) break;
    const label = blockLabelOf(line.plain);
    if (label !== null) {
      // One header twice: the second is of a block that begins further down. None begins with whom it went to.
      if (labels.has(label) || (labels.size === 0 && (label === 'to' || label === 'cc'))) break;
      labels.add(label);
      end = next + 1;
      others = 0;
    } else if (labels.size === 0 && line.plain !== '') break;
    else others += 1;
  }
  return labels.has('from') && labels.size >= atLeast ? end - at : 0;
}

function isFollowedBy(lines: readonly Line[], at: number, is: (line: Line) => boolean): boolean {
  const next = lines.slice(at, at + 10).find((line) => line.plain !== '' || line.isQuoted);
  return next !== undefined && is(next);
}

/** Without empty lines and dividers around it, and no more than one empty line within. */
function tidy(lines: readonly string[]): string {
  const trimmed = lines.map((line) => line.trimEnd());
  const isBare = (line: string | undefined): boolean =>
    line === '' || (line !== undefined && isDivider(line.trim()));
  let end = trimmed.length;
  while (end > 0 && isBare(trimmed[end - 1])) end -= 1;
  let start = 0;
  while (start < end && isBare(trimmed[start])) start += 1;
  return trimmed
    .slice(start, end)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');
}
