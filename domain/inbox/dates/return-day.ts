import { foldedSentences } from '../folded-text.ts';
import { plusDays } from './civil-days.ts';
import { CUES, INCLUSIVE, OF_ANOTHER, OF_THE_WRITER, type DayRole } from './cues.ts';
import { findMentions } from './find-mentions.ts';
import type { DateMention, Reckoning } from './mention.ts';

/** How far a word may stand from the day that it speaks of. */
const MOST_BEFORE = 45;
const MOST_AFTER = 45;
/** The same of a number or weekday that is a day only beside such a word. */
const MOST_BEFORE_VAGUE = 30;
/** What may stand before such a word and turn it round is looked at too. */
const MOST_LOOKED_BACK = 120;
/** Between a word such as `until` and its day. */
const MOST_BETWEEN = 12;
/** Of what stands right behind a day. */
const MOST_TOUCHING = 4;
/** Of words such as `inclusive`. */
const MOST_INCLUSIVE = 28;

/** `30.11-4.12.2026`, `1/12-4/12`: two days with nothing but a dash between them. */
const GLUED_RANGE =
  /(?<![\p{L}\d./-])(\d{1,2}(?:\.\d{1,2}(?:\.(?:20)?\d{2}|\.)?|\/\d{1,2}(?:\/(?:20)?\d{2})?))-(?=\d{1,2}[./]\d{1,2}(?!\d))/gu;

/** A day, and what the text says of it. */
export interface Saying {
  role: DayRole;
  day: string;
}

/**
 * The first day on which the writer of an absence note says to be there, or null: the note says none, or only days gone by.
 * A return beats a last day away; of several the first that is said counts. `subject` without our own.
 */
export function returnDay(text: string, subject: string, reckoning: Reckoning): Saying | null {
  const sayings = [...foldedSentences(text), ...foldedSentences(subject)].flatMap((sentence) =>
    sayingsOf(sentence.replace(GLUED_RANGE, '$1 - '), reckoning),
  );
  return sayings.find(({ role }) => role === 'back') ?? sayings.find(({ role }) => role !== 'from') ?? null;
}

function sayingsOf(sentence: string, reckoning: Reckoning): Saying[] {
  if (OF_ANOTHER.test(sentence) && !OF_THE_WRITER.test(sentence)) return [];
  const mentions = findMentions(sentence, reckoning);
  return mentions.flatMap((mention, index) => {
    if (mention.day === null) return [];
    const before = sentence.slice(
      Math.max(mentions[index - 1]?.end ?? 0, mention.start - MOST_LOOKED_BACK),
      mention.start,
    );
    const after = sentence.slice(mention.end, mentions[index + 1]?.start);
    if (isOfAnother(sentence, mention, mentions, index)) return [];
    const role = roleOf(sentence, mention, before, after, index > 0, index < mentions.length - 1);
    if (role === null) return [];
    const isThrough = role === 'through' || (role === 'until' && isInclusive(before, after));
    return [{ role, day: isThrough ? plusDays(mention.day, mention.length) : mention.day }];
  });
}

/** "Until 24 December my colleague Dev can help": of the clause, where the sentence has more than one. */
function isOfAnother(
  sentence: string,
  mention: DateMention,
  mentions: readonly DateMention[],
  index: number,
): boolean {
  const start = mentions[index - 1]?.end ?? 0;
  const clauseStart = Math.max(
    start,
    sentence.lastIndexOf(',', mention.start) + 1,
    sentence.lastIndexOf(';', mention.start) + 1,
  );
  const comma = sentence.slice(mention.end).search(/[,;]/);
  const clause = sentence.slice(clauseStart, comma < 0 ? mentions[index + 1]?.start : mention.end + comma);
  return OF_ANOTHER.test(clause) && !OF_THE_WRITER.test(clause);
}

function roleOf(
  sentence: string,
  mention: DateMention,
  before: string,
  after: string,
  isSecond: boolean,
  isFollowed: boolean,
): DayRole | null {
  const said = nearestBefore(before, mention.isVague ? MOST_BEFORE_VAGUE : MOST_BEFORE);
  const follows = nearestAfter(after.slice(0, MOST_AFTER), isFollowed);
  const isEnd =
    mention.isRangeEnd ||
    (isSecond && JOINT.test(before)) ||
    (AND.test(before) && BETWEEN.test(sentence.slice(0, mention.start)));
  if (said === 'until' || said === 'through') return said;
  if (said === 'back' || follows === 'back') return 'back';
  if (isEnd) return 'until';
  return said ?? follows;
}

/** What stands between the two days of a range. */
const JOINT = /^\s*(?:-|~|から|より|to(?= ))\s*(?:(?:the|dem|den|le|el|il)\s)?$/;
const AND = /(?<!\p{L})(?:and|und|et|y|e|ed|en|i|och|a)\s+(?:(?:the|dem|den|le|el|il)\s)?$/u;
const BETWEEN = /(?<!\p{L})(?:between|zwischen|entre|tra|fra|tussen|miedzy|mellan)(?!\p{L})/u;

/** What the nearest word before a day says. `from` gives way to a return: "available again from the 14th". */
function nearestBefore(text: string, reach: number): DayRole | null {
  const found = CUES.filter(({ side }) => side === 'before')
    .flatMap(({ role, pattern }) =>
      [...text.matchAll(pattern)].map((match) => ({
        role,
        start: match.index,
        end: match.index + match[0].length,
      })),
    )
    .filter(({ role, end }) => text.length - end <= (role === 'back' ? reach : MOST_BETWEEN))
    .toSorted((a, b) => b.end - a.end || a.start - b.start);
  const [nearest] = found;
  const back = found.find(({ role }) => role === 'back');
  if (
    back !== undefined &&
    NOT.test(text.slice(0, back.start)) &&
    !/^(?:not|pas|erst|pas)/.test(text.slice(back.start))
  ) {
    return nearest?.role === 'back' ? null : (nearest?.role ?? null);
  }
  const isBack =
    nearest?.role === 'from' &&
    back !== undefined &&
    !AWAY.test(text.slice(back.end, Math.max(back.end, nearest.start)));
  return isBack ? 'back' : (nearest?.role ?? null);
}

/** What the words after a day say; a return that speaks of the next day is left to it. */
function nearestAfter(text: string, isFollowed: boolean): DayRole | null {
  const found = CUES.filter(({ side }) => side === 'after')
    .flatMap(({ role, pattern }) =>
      [...text.matchAll(pattern)].map((match) => ({
        role,
        start: match.index,
        follows: text.slice(match.index + match[0].length),
      })),
    )
    .filter(
      ({ role, start, follows }) =>
        (role === 'back' && !IS_AWAY.test(follows)) || (role !== 'back' && start <= MOST_TOUCHING),
    )
    .toSorted((a, b) => a.start - b.start);
  const nearest = found[0];
  if (nearest === undefined || nearest.role !== 'back') return nearest?.role ?? null;
  if (NOT.test(text.slice(0, nearest.start))) return null;
  const isApart = nearest.start > MOST_TOUCHING || /[,;.]/.test(text.slice(0, nearest.start));
  const isOfNext = isFollowed && isApart && nearestBefore(text, MOST_BEFORE) === 'back';
  return isOfNext ? null : 'back';
}

/** Turns the words after it round. */
const NOT =
  /(?<!\p{L})(?:not|no longer|won't|nicht|kein\p{L}*|pas|non|niet|geen|nao|nie|inte|ej|no (?=(?:estar|esto|est|volv|vuelv|podr|regres)))(?: (?!(?:and|und|et|y|e|en|i|och|but|aber|mais|pero|ma|maar|mas|ale|men)(?!\p{L}))[\p{L}']+){0,3} ?$/u;

/** An absence begins with these. */
const AWAY =
  /(?<!\p{L})(?:away|out|off|leave|vacation|holidays?|absent\p{L}*|abwesend|urlaub|weg|conges?|absence|fuera|vacaciones|ausente|assente|ferie|afwezig|vakantie|ferias|urlop\p{L}*|nieobecn\p{L}+|ledig|semester|borta)(?!\p{L})/u;

/** "Du 1er au 4 je suis en congés": where one is, right behind words that may begin either. */
const IS_AWAY =
  /^ *(?:en (?:conge|vacances|deplacement|arret|formation|viagem|licenca)|absente?|indisponi|hors|fuera|de (?:vacaciones|viaje|baja|permiso|ferias|viagem|licenca|folga)|ausente|no disponible|fora|na (?:\p{L}+ )?(?:urlop|zwolnien|wakacj|delegacj)|w (?:delegacji|podrozy)|poza|nieobecn|niedostepn)/u;

function isInclusive(before: string, after: string): boolean {
  return INCLUSIVE.test(before.slice(-MOST_INCLUSIVE)) || INCLUSIVE.test(after.slice(0, MOST_INCLUSIVE));
}
