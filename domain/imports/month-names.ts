/** Languages whose month names files have. */
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'sv', 'da', 'nb', 'fi', 'cs'];
/** Short forms that people write and locale data does not have. */
const OTHERS: readonly [name: string, month: number][] = [
  ['sept', 9],
  ['mrz', 3],
  ['okt', 10],
  ['dez', 12],
];

/**
 * The month, from 1, of a month's name in any of these languages, whole or short, with or without its full stop; null for
 * other words, and for one that means different months.
 */
export function monthNamed(text: string): number | null {
  return (MONTHS ??= readMonths()).get(keyOf(text)) ?? null;
}

let MONTHS: Map<string, number | null> | undefined;

const keyOf = (text: string) => text.normalize('NFC').toLowerCase().replace(/\.$/, '');

function readMonths(): Map<string, number | null> {
  const months = new Map<string, number | null>();
  const add = (name: string, month: number) => {
    const key = keyOf(name);
    if (/^\p{L}{3,}$/u.test(key)) months.set(key, (months.get(key) ?? month) === month ? month : null);
  };
  for (const language of LANGUAGES) {
    for (const style of ['long', 'short'] as const) {
      // Beside a day some languages decline the name: `5 września`.
      const formats = [{ month: style }, { month: style, day: 'numeric' }] as const;
      for (const format of formats) {
        const formatter = new Intl.DateTimeFormat(language, { ...format, timeZone: 'UTC' });
        for (let month = 1; month <= 12; month += 1) {
          const parts = formatter.formatToParts(Date.UTC(2026, month - 1, 15));
          add(parts.find((part) => part.type === 'month')?.value ?? '', month);
        }
      }
    }
  }
  for (const [name, month] of OTHERS) add(name, month);
  return months;
}
