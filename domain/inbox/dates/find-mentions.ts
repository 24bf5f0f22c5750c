import {
  civilDay,
  datedDay,
  isAhead,
  mondayOfWeek,
  nextDay,
  nextNumber,
  nextWeekday,
  plusDays,
  weekdayOf,
  weekdayOfNextWeek,
} from './civil-days.ts';
import {
  ANY_MONTH,
  ANY_WEEKDAY,
  DAY_WORDS,
  monthNumber,
  NEXT_WEEK,
  NUMBER_WORDS,
  weekdayNumber,
  WHOLE_MONTH,
} from './date-words.ts';
import { maskedSentence } from './masked.ts';
import type { DateMention, Reckoning } from './mention.ts';

/** A sentence of an absence note mentions few. */
const MOST_MENTIONS = 30;

/** What a pattern's match says. */
interface Reading {
  day: string | null;
  length?: number;
  isVague?: boolean;
}
type Groups = Readonly<Record<string, string | undefined>>;
interface Form {
  pattern: RegExp;
  read: (groups: Groups, reckoning: Reckoning) => Reading | null;
}

// A weekday beside a date belongs to it.
const WEEKDAY_BEFORE = `(?:(?<weekday>${ANY_WEEKDAY}|wed|sat|sun|mo|di|mi|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mie|jue|vie|gio|tis|ons|tors|fre|lor|ma|wo|vr|za)\\.?,? (?:(?:the|den|dem|dia|le|el|il|op) )?)?`;
const WEEKDAY_AFTER = `(?: ?\\((?<after>${ANY_WEEKDAY}|[月火水木金土日])(?:曜日?)?\\))?`;
const RANGE_START =
  '(?:(?<from>\\d{1,2})(?:er|st|nd|rd|th|[º°]|\\.)? ?(?:-|(?:to|bis|bis zum|au|al|a|tot|do|till)(?= )) ?)?';
const DAY = '(?<day>\\d{1,2})(?:st|nd|rd|th|er|:e|-?go|-?ego|[º°ªª]|\\.)?';
const YEAR = '(?<year>(?:20)\\d{2})';
const OPEN = '(?<![\\p{L}\\d./*#-])';
const CLOSE = '(?![\\p{L}\\d]|[-/.]\\d)';

const number = (text: string | undefined): number => Number(text ?? Number.NaN);

/** The day of a month, with or without its year. */
function dayOfMonth(month: number, day: number, year: string | undefined, today: string): string | null {
  return year === undefined ? nextDay(month, day, today) : datedDay(number(year), month, day, today);
}

/** The two numbers of `03/12`: which is the day follows from what can be, the weekday, the language, and what lies ahead. */
function ordered(
  { first, second, year, weekday, after }: Groups,
  { today, isMonthFirst }: Reckoning,
): string | null {
  const [a, b] = [number(first), number(second)];
  const dayFirst = b <= 12 ? dayOfMonth(b, a, year, today) : null;
  const monthFirst = a <= 12 ? dayOfMonth(a, b, year, today) : null;
  const readings = isMonthFirst ? [monthFirst, dayFirst] : [dayFirst, monthFirst];
  const named = weekdayNumber(weekday ?? after ?? '');
  const fitting = named > 0 ? readings.find((day) => day !== null && weekdayOf(day) === named) : undefined;
  return fitting ?? readings.find((day) => day !== null) ?? null;
}

const FORMS: readonly Form[] = [
  {
    pattern: form(
      `${WEEKDAY_BEFORE}(?<year>20\\d{2})(?:-|/|\\. ?)(?<month>\\d{1,2})(?:-|/|\\. ?)(?<day>\\d{1,2})\\.?${WEEKDAY_AFTER}`,
    ),
    read: ({ year, month, day }, { today }) => ({
      day: datedDay(number(year), number(month), number(day), today),
    }),
  },
  {
    pattern: japanese(
      `(?:(?:(?<year>20\\d{2})|令和(?<era>\\d{1,2}))年 ?)?(?<month>\\d{1,2})月 ?(?<day>\\d{1,2})日${WEEKDAY_AFTER}`,
    ),
    read: ({ year, era, month, day }, { today }) => ({
      // The first year of Reiwa is 2019.
      day: dayOfMonth(
        number(month),
        number(day),
        era === undefined ? year : String(2018 + number(era)),
        today,
      ),
    }),
  },
  {
    pattern: form(
      `${WEEKDAY_BEFORE}${RANGE_START}${DAY}(?: of| de| di| d')? ?(?<month>${ANY_MONTH})\\b\\.?(?:,? (?:de |del |do )?${YEAR}|,? '?(?<short>2\\d)(?!\\d))?${WEEKDAY_AFTER}`,
    ),
    read: ({ day, month, year, short }, { today }) => ({
      day: dayOfMonth(monthNumber(month ?? ''), number(day), year ?? short, today),
    }),
  },
  {
    pattern: form(
      `${WEEKDAY_BEFORE}(?<month>${ANY_MONTH})\\.? (?:the )?(?:(?<from>\\d{1,2})(?:st|nd|rd|th)? ?- ?)?(?<day>\\d{1,2})(?:st|nd|rd|th)?(?:,? ${YEAR})?(?! (?:days?|weeks?|hours?)\\b)`,
    ),
    read: ({ day, month, year }, { today }) => ({
      day: dayOfMonth(monthNumber(month ?? ''), number(day), year, today),
    }),
  },
  {
    pattern: form(
      `${WEEKDAY_BEFORE}(?:(?<from>\\d{1,2})\\.? ?- ?)?(?<first>\\d{1,2})(?<sign>[./-]) ?(?<second>\\d{1,2})\\k<sign> ?(?<year>(?:20)?\\d{2})\\.?${WEEKDAY_AFTER}`,
    ),
    read: (groups, reckoning) => ({ day: ordered(groups, reckoning) }),
  },
  {
    pattern: form(
      `${WEEKDAY_BEFORE}(?:(?<from>\\d{1,2})\\.? ?- ?)?(?<first>\\d{1,2})(?:\\. ?(?<second>\\d{1,2})\\.?|[/-](?<slashed>\\d{1,2}))${WEEKDAY_AFTER}`,
    ),
    read: ({ second, slashed, ...groups }, reckoning) => ({
      day: ordered({ ...groups, second: second ?? slashed }, reckoning),
      isVague: true,
    }),
  },
  {
    pattern: form(
      `(?:(?<weekday>${ANY_WEEKDAY}),? (?:in |i |of |der |in der )?)?(?:(?:calendar week|week|kalenderwoche|woche|wk|cw|kw|semaine|semana|settimana|tydzien|tygodniu|tyg\\.?|vecka|v\\.?) ?(?<week>\\d{1,2})|(?<before>\\d{1,2})\\. ?(?:kw|kalenderwoche|woche|tygodniu|semana))(?: ?[/,]? ?(?:of |de )?${YEAR})?`,
    ),
    read: ({ week, before, year, weekday }, { today }) => {
      const monday = mondayOfWeek(number(week ?? before), year === undefined ? null : number(year), today);
      if (weekday === undefined || monday === null) return { day: monday, length: 7 };
      return { day: plusDays(monday, weekdayNumber(weekday) - 1) };
    },
  },
  {
    pattern: japanese('第(?<week>\\d{1,2})週'),
    read: ({ week }, { today }) => ({ day: mondayOfWeek(number(week), null, today), length: 7 }),
  },
  {
    pattern: form(
      `(?:(?:${NEXT_WEEK})(?: (?:on|am|op|pa|le|el|il))? (?<after>${ANY_WEEKDAY})|(?<weekday>${ANY_WEEKDAY}) (?:of |der |de |della |da |van )?(?:${NEXT_WEEK}))`,
    ),
    read: ({ weekday, after }, { today }) => ({
      day: weekdayOfNextWeek(weekdayNumber(weekday ?? after ?? ''), today),
      isVague: true,
    }),
  },
  {
    pattern: japanese('来週の?(?<weekday>[月火水木金土日])曜'),
    read: ({ weekday }, { today }) => ({
      day: weekdayOfNextWeek(weekdayNumber(weekday ?? ''), today),
      isVague: true,
    }),
  },
  {
    pattern: form(`(?:${NEXT_WEEK})`, '来週'),
    read: (_, { today }) => ({ day: weekdayOfNextWeek(1, today), length: 7, isVague: true }),
  },
  ...DAY_WORDS.map(([words, days]) => ({
    pattern: form(`(?:${words})`, words),
    read: (_: Groups, { today }: Reckoning): Reading => ({ day: plusDays(today, days), isVague: true }),
  })),
  {
    pattern: form(
      `(?:${ANY_WEEKDAY}),? (?:(?:the|den|dem|dia|le|el|il|op|de) )?(?<day>\\d{1,2})(?:st|nd|rd|th|er|:e|e|[º°]|\\.)?(?! ?(?:[%:]|uhr|h\\b))`,
    ),
    read: ({ day }, { today }) => ({ day: nextNumber(number(day), today), isVague: true }),
  },
  {
    pattern: form(`(?<weekday>${ANY_WEEKDAY})s?`),
    read: ({ weekday }, { today }) => ({
      day: nextWeekday(weekdayNumber(weekday ?? ''), today),
      isVague: true,
    }),
  },
  {
    pattern: japanese('(?<weekday>[月火水木金土日])曜'),
    read: ({ weekday }, { today }) => ({
      day: nextWeekday(weekdayNumber(weekday ?? ''), today),
      isVague: true,
    }),
  },
  {
    pattern: form(
      `(?:in|en|tra|fra|over|dans|dentro de|daqui a|em|za|om) (?<count>\\d{1,2}|${Object.keys(NUMBER_WORDS).join('|')}) (?<unit>days?|weeks?|tage?n?|wochen?|jours?|semaines?|dias?|semanas?|giorn[oi]|settiman[ae]|dag(?:en|ar)?|weken|dni|tygodni\\w*|tydzien|veckor|vecka)`,
    ),
    read: ({ count = '', unit = '' }, { today }) => {
      const size = NUMBER_WORDS[count] ?? number(count);
      return {
        day: plusDays(
          today,
          /^(?:d|t(?:a|ag)|j|g|dn)(?!yg)/.test(unit) && !/^tyg|^tyd/.test(unit) ? size : size * 7,
        ),
        isVague: true,
      };
    },
  },
  {
    pattern: form(
      `${RANGE_START}(?<=(?:the |on |am |dem |den |le |el |il |dia |op |au |al |zum |tot |do |ate |fino al |-) ?)(?<day>\\d{1,2})(?:st|nd|rd|th|er|:e|[eº°]|\\.)?(?! ?(?:[%:]|days?|weeks?|hours?|tage?|stunden|wochen|jours?|heures?|semaines?|dias?|horas?|semanas?|giorni|ore|settimane|dagen|dagar|weken|uur|uren|dni|godzin|tygodni|uhr|h\\b|timmar|veckor)\\b)`,
    ),
    read: ({ day }, { today }) => ({ day: nextNumber(number(day), today), isVague: true }),
  },
  {
    pattern: japanese(`(?<![\\d月])(?<day>\\d{1,2})日(?!間|以内)${WEEKDAY_AFTER}`),
    read: ({ day }, { today }) => ({ day: nextNumber(number(day), today), isVague: true }),
  },
  {
    pattern: form(`(?<month>${WHOLE_MONTH})(?: (?:de |del )?${YEAR})?`),
    read: ({ month, year }, { today }) => {
      const count = monthNumber(month ?? '');
      const day = dayOfMonth(count, 1, year, today);
      return { day, length: daysOfMonth(count, day), isVague: true };
    },
  },
];

function daysOfMonth(month: number, first: string | null): number {
  if (first === null) return 1;
  const [year = 0] = first.split('-').map(Number);
  return [31, 30, 29, 28].find((day) => civilDay(year, month, day) !== null) ?? 28;
}

function form(body: string, japaneseWords?: string): RegExp {
  const isJapanese = japaneseWords !== undefined && /[\u3040-\u9fff]/.test(japaneseWords);
  return new RegExp(isJapanese ? body : `${OPEN}${body}${CLOSE}`, 'gu');
}

function japanese(body: string): RegExp {
  return new RegExp(`(?<!\\d)${body}`, 'gu');
}

/**
 * The days that a sentence mentions, in its order; none stands in another. `sentence` as `foldedSentences` makes it.
 */
export function findMentions(sentence: string, reckoning: Reckoning): DateMention[] {
  let rest = maskedSentence(sentence);
  // Japanese puts the month first.
  const here = /[\u3040-\u30ff]/.test(sentence) ? { ...reckoning, isMonthFirst: true } : reckoning;
  const found: DateMention[] = [];
  for (const { pattern, read } of FORMS) {
    for (const match of rest.matchAll(pattern)) {
      const groups: Groups = match.groups ?? {};
      const reading = read(groups, here);
      if (reading === null) continue;
      found.push({
        start: match.index,
        end: match.index + match[0].length,
        day: reading.day !== null && isAhead(reading.day, reckoning.today) ? reading.day : null,
        length: reading.length ?? 1,
        isVague: reading.isVague ?? false,
        isRangeEnd: groups['from'] !== undefined,
      });
    }
    // What was read is read once: a day of a month is no number of its own.
    rest = rest.replace(pattern, (text) => '*'.repeat(text.length));
  }
  return found.toSorted((a, b) => a.start - b.start).slice(0, MOST_MENTIONS);
}
