import { LANGUAGES } from '../../../contracts/kinds.ts';
import { namesDay } from '../../insights/model/check-quote.ts';
import { addDays, weekdayOf } from '../../time/calendar.ts';

/** Words for days near the one on which a mail was written, in the languages of the product. */
const NEAR: readonly [words: RegExp, days: number][] = [
  [
    /(?<!\p{L})(?:today|heute|aujourd['’]hui|hoy|oggi|vandaag|hoje|dzisiaj|dziś|idag|i dag)(?!\p{L})|本日|今日/iu,
    0,
  ],
  [/(?<!\p{L})(?:tomorrow|morgen|demain|mañana|domani|amanhã|jutro|imorgon|i morgon)(?!\p{L})|明日/iu, 1],
  [
    /(?<!\p{L})(?:day after tomorrow|übermorgen|après-demain|pasado mañana|dopodomani|overmorgen|depois de amanhã|pojutrze|i övermorgon)(?!\p{L})|明後日/iu,
    2,
  ],
];

const MONTH_END =
  /(?<!\p{L})(?:end of (?:the |this )?month|month[- ]end|Monatsende|Ende (?:des|dieses) Monats|fin (?:de|du|ce) mois|fin de mes|final(?:es)? de mes|fine (?:del )?mese|eind(?:e)? van de maand|fim do mês|final do mês|koni(?:ec|ca) miesiąca|slutet av månaden|månadsskiftet)(?!\p{L})|月末/iu;

/** The beginnings of the names of the weekdays, Monday first: words bend at their end. */
const WEEKDAYS: readonly (readonly string[])[] = Array.from({ length: 7 }, (_, index) =>
  LANGUAGES.map((language) => {
    // 1 January 2024 was a Monday.
    const name = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(
      Date.UTC(2024, 0, 1 + index),
    );
    return language === 'ja'
      ? name.slice(0, 2)
      : name
          .toLowerCase()
          .replace(/-feira$/, '')
          .slice(0, -1);
  }),
);

/**
 * Whether words name a day: as a date in whatever spelling, or as a weekday, "tomorrow" or the end of the month, counted from the day on which they
 * were written.
 */
export function namesDayFrom(
  quote: string,
  day: string,
  { writtenOn, locale }: { writtenOn: string; locale: string },
): boolean {
  if (namesDay(quote, day, { locale, today: writtenOn })) return true;
  if (NEAR.some(([words, days]) => words.test(quote) && addDays(writtenOn, days) === day)) return true;
  if (MONTH_END.test(quote) && day === monthEnd(writtenOn)) return true;
  const text = quote.toLowerCase();
  // Up to two weeks: "Friday" of this week or the next.
  return Array.from({ length: 14 }, (_, index) => addDays(writtenOn, index + 1)).some(
    (each) => each === day && WEEKDAYS[weekdayOf(each) - 1]!.some((name) => beginsWord(text, name)),
  );
}

function beginsWord(text: string, beginning: string): boolean {
  const at = text.indexOf(beginning);
  if (at < 0) return false;
  // Japanese has no spaces.
  return /^\P{L}*$/u.test(text.slice(at - 1, at)) || /\p{Script=Han}/u.test(beginning);
}

function monthEnd(day: string): string {
  const [year, month] = day.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}
