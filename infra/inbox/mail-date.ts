/** Distances from UTC in hours that RFC 5322 names; other letters mean nothing and are taken as UTC. */
const ZONES: Record<string, number> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const DATE =
  /(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?[\s-]+(\d{2,4})[\s,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*([+-]\d{2}:?\d{2}|[a-z]{1,5})?/i;
const EARLIEST_YEAR = 1980;
const LATEST_YEAR = 2200;

/** The Date header of a mail: when, and how far from UTC in minutes the sender was; null: it cannot be read. */
export function mailDateOf(value: string | null): { at: number; offsetMinutes: number } | null {
  if (value === null) return null;
  const match = DATE.exec(value.replace(/\([^()]*\)/g, ' '));
  if (!match) return null;
  const [, day, monthName, yearText = '', hour, minute, second = '0', zone = ''] = match;
  const month = MONTHS.indexOf((monthName ?? '').toLowerCase());
  const year = fullYear(yearText);
  if (month < 0 || year < EARLIEST_YEAR || year > LATEST_YEAR) return null;
  const local = Date.UTC(
    year,
    month,
    Number(day),
    Number(hour),
    Number(minute),
    Math.min(59, Number(second)),
  );
  // A day, hour or minute that there is not would have moved to another one.
  const parts = new Date(local);
  const isReal =
    parts.getUTCMonth() === month &&
    parts.getUTCHours() === Number(hour) &&
    parts.getUTCMinutes() === Number(minute);
  const offsetMinutes = offsetOf(zone);
  return isReal ? { at: local - offsetMinutes * 60_000, offsetMinutes } : null;
}

function fullYear(text: string): number {
  const year = Number(text);
  if (text.length >= 4) return year;
  if (text.length === 3) return 1900 + year;
  return year < 50 ? 2000 + year : 1900 + year;
}

function offsetOf(zone: string): number {
  const digits = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (!digits) return (ZONES[zone.toUpperCase()] ?? 0) * 60;
  const minutes = Number(digits[2]) * 60 + Number(digits[3]);
  // Nobody lives further from UTC than that.
  if (minutes > 14 * 60) return 0;
  return digits[1] === '-' ? -minutes : minutes;
}
