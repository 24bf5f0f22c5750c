import { LANGUAGES } from '../../contracts/kinds.ts';
import type { Look } from './check-amounts.ts';
import { faultOf, type Fault } from './fault.ts';
import { literal, maskedAt, plainCharacters } from './plain-characters.ts';

/** A day that a text names; null: the text does not say which year, or which day of the month. */
interface NamedDay {
  start: number;
  end: number;
  year: number | null;
  month: number;
  day: number | null;
}

/** What days a text may name. */
export interface OwnDates {
  /** `YYYY-MM-DD`. */
  dates: readonly string[];
  /** The same as they were given to be copied, in whatever calendar. */
  shown: readonly string[];
  /** Texts whose days may be repeated. */
  words: string;
  locale: string;
}

const DAY = String.raw`(\d{1,2})`;
const YEAR = String.raw`(\d{4}|\d{2})`;
/** Digits alone: year, month and day in the orders in which people write them. */
const NUMERIC: readonly [pattern: RegExp, order: readonly ('y' | 'm' | 'd' | '?')[]][] = [
  [
    new RegExp(String.raw`(?<![\d.,/-])(\d{4})[-/.]${DAY}[-/.]${DAY}(?![\d]|[.,/-]\d)`, 'gu'),
    ['y', 'm', 'd'],
  ],
  [
    new RegExp(String.raw`(?<![\d.,/-])${DAY}([-/.])[ ]?${DAY}\2[ ]?${YEAR}(?![\d]|[.,/-]\d)`, 'gu'),
    ['?', '?', 'y'],
  ],
  [new RegExp(String.raw`(?<![\d.,/-])${DAY}\.[ ]?${DAY}\.(?! ?\d)`, 'gu'), ['d', 'm']],
  [new RegExp(String.raw`(?<![\d.,/\p{L}-])${DAY}/${DAY}(?![\d/\p{L}-]|[.,]\d)`, 'gu'), ['?', '?']],
  [/(\d{4})(?:年|년) ?(\d{1,2})(?:月|월) ?(\d{1,2})(?:日|일)/gu, ['y', 'm', 'd']],
  [/(\d{1,2})(?:月|월) ?(\d{1,2})(?:日|일)/gu, ['m', 'd']],
];
/** Always open, and no day. */
const NO_DAY = /^24\/7$/;

/** Judges every day that a text names: it must be one of the customer's invoices, today, or one the person named (M4). */
export function checkDates(text: string, own: OwnDates): Look {
  const rest = withoutShown(text, own.shown);
  const findDays = createDayFinder(own.locale);
  const known = [...own.dates.map(partsOf), ...findDays(own.words)];
  const faults: Fault[] = [];
  let judged = rest;
  for (const named of findDays(rest)) {
    if (!known.some((day) => isSame(day, named)))
      faults.push(faultOf('date', rest.slice(named.start, named.end)));
    judged = maskedAt(judged, named.start, named.end);
  }
  return { faults, rest: judged };
}

/** Days as they were given are judged already, however their calendar writes them. */
function withoutShown(text: string, shown: readonly string[]): string {
  const longestFirst = [...new Set(shown.map(plainCharacters))].sort((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return text;
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${longestFirst.map(literal).join('|')})(?![\\p{L}\\p{N}])`,
    'gu',
  );
  return [...text.matchAll(pattern)].reduce(
    (rest, found) => maskedAt(rest, found.index, found.index + found[0].length),
    text,
  );
}

const partsOf = (date: string): Omit<NamedDay, 'start' | 'end'> => {
  const [year, month, day] = date.split('-').map(Number);
  return { year: year!, month: month!, day: day! };
};

type Day = Omit<NamedDay, 'start' | 'end'>;

/** Digits alone may be read in two orders: one that is known is enough. */
function isSame(known: Day, named: Day): boolean {
  const isYear = named.year === null || known.year === null || (known.year - named.year) % 100 === 0;
  if (!isYear) return false;
  if (named.day === null || known.day === null) return known.month === named.month;
  const isRead = (month: number, day: number) => known.month === month && known.day === day;
  return isRead(named.month, named.day) || (named.month < 0 && isSwapped(known, named));
}

/** A negative month: nobody knows which of both numbers it is. */
const isSwapped = (known: Day, { month, day }: Day): boolean =>
  (known.month === -month && known.day === day) || (known.month === day && known.day === -month);

function createDayFinder(locale: string): (text: string) => NamedDay[] {
  const months = monthNames(locale);
  const name = `(${[...months.keys()]
    .sort((a, b) => b.length - a.length)
    .map(literal)
    .join('|')})`;
  const before = String.raw`(?<![\p{L}\p{N}.,/-])${DAY}(?:st|nd|rd|th|er|[.ºª°]|:e)?(?: (?:de|of|di|del|den))? ${name}\.?(?!\p{L})(?:,?(?: (?:de|of|del))? (\d{4})(?!\d))?`;
  const after = String.raw`(?<!\p{L})${name}\.? ${DAY}(?:st|nd|rd|th)?(?![\p{L}\p{N}]|[.,/-]\d)(?:,? (\d{4})(?!\d))?`;
  const alone = String.raw`(?<!\p{L})${name}\.?(?: (?:de|of|del))? (\d{4})(?!\d)`;
  const monthOf = (word: string): number => months.get(word.toLowerCase()) ?? 0;
  const named: [RegExp, (found: RegExpMatchArray) => Day][] = [
    [
      new RegExp(before, 'giu'),
      ([, day, month, year]) => ({
        day: Number(day),
        month: monthOf(month!),
        year: year ? Number(year) : null,
      }),
    ],
    [
      new RegExp(after, 'giu'),
      ([, month, day, year]) => ({
        day: Number(day),
        month: monthOf(month!),
        year: year ? Number(year) : null,
      }),
    ],
    [
      new RegExp(alone, 'giu'),
      ([, month, year]) => ({ day: null, month: monthOf(month!), year: Number(year) }),
    ],
  ];
  return (text) => {
    const days: NamedDay[] = [];
    let rest = text;
    const take = (pattern: RegExp, read: (found: RegExpMatchArray) => Day | null): void => {
      for (const found of rest.matchAll(pattern)) {
        const day = read(found);
        if (!day) continue;
        const [start, end] = [found.index, found.index + found[0].length];
        days.push({ ...day, start, end });
        rest = maskedAt(rest, start, end);
      }
    };
    for (const [pattern, read] of named) take(pattern, read);
    for (const [pattern, order] of NUMERIC) take(pattern, (found) => numericDay(found, order));
    return days;
  };
}

function numericDay(found: RegExpMatchArray, order: readonly ('y' | 'm' | 'd' | '?')[]): Day | null {
  if (NO_DAY.test(found[0])) return null;
  const numbers = found
    .slice(1)
    .filter((part) => /^\d+$/.test(part))
    .map(Number);
  const part = (name: 'y' | 'm' | 'd'): number | undefined => numbers[order.indexOf(name)];
  const year = part('y') ?? null;
  if (!order.includes('?')) return dayOf(year, part('m')!, part('d')!);
  const [first, second] = numbers;
  if (first! > 12) return dayOf(year, second!, first!);
  if (second! > 12) return dayOf(year, first!, second!);
  return dayOf(year, first!, second!) && { year, month: -first!, day: second! };
}

function dayOf(year: number | null, month: number, day: number): Day | null {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 ? { year, month, day } : null;
}

const monthCache = new Map<string, ReadonlyMap<string, number>>();

/** Names of months in small letters: long ones of every language that letters have, short ones of the customer's too. */
function monthNames(locale: string): ReadonlyMap<string, number> {
  const known = monthCache.get(locale);
  if (known) return known;
  const names = new Map<string, number>();
  for (const [tag, lengths] of [
    ...LANGUAGES.map((language) => [language, ['long']] as const),
    ['en', ['long', 'short']] as const,
    [locale, ['long', 'short']] as const,
  ]) {
    for (const length of lengths) {
      for (let month = 1; month <= 12; month += 1) {
        for (const name of namesOf(tag, length, month)) names.set(name, month);
      }
    }
  }
  monthCache.set(locale, names);
  return names;
}

/** As it stands alone, and beside a day, where some languages decline it. */
function namesOf(locale: string, length: 'long' | 'short', month: number): string[] {
  const date = new Date(Date.UTC(2026, month - 1, 15));
  try {
    return [{}, { day: 'numeric' } as const]
      .flatMap((day) =>
        new Intl.DateTimeFormat(locale, {
          ...day,
          month: length,
          calendar: 'gregory',
          timeZone: 'UTC',
        }).formatToParts(date),
      )
      .filter(({ type }) => type === 'month')
      .map(({ value }) => plainCharacters(value).toLowerCase().replace(/\.$/, ''))
      .filter((name) => /^\p{L}[\p{L}\p{M}.]+$/u.test(name));
  } catch {
    return [];
  }
}
