/** A stretch of time in which a zone keeps one offset from UTC; `from` inclusive, `to` exclusive, milliseconds. */
export type OffsetSpan = { readonly from: number; readonly to: number; readonly offset: number };

// Looking a global up costs jest's sandbox more than the arithmetic around it.
const { floor } = Math;

const SECOND_MS = 1_000;
const STEP_MS = 2 * 86_400_000;
const OFFSET_SHAPE = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The offset that `Intl` prints for a zone at an instant (`GMT-05:00`), in milliseconds. */
export function printedOffset(instant: number, zone: string): number {
  const options = { timeZone: zone, timeZoneName: 'longOffset', year: 'numeric' } as const;
  const [, sign, hours, minutes, seconds = '0'] = OFFSET_SHAPE.exec(print(instant, zone, options)) ?? [];
  if (sign === undefined) return 0;
  const size = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * SECOND_MS;
  return sign === '-' ? -size : size;
}

/** The wall clock that `Intl` prints for a zone at an instant, as `YYYY-MM-DD HH:mm`. */
export function printedWallClock(instant: number, zone: string): string {
  return print(instant, zone, { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
}

/** Every stretch of one offset between two instants, found by looking at every other day and bisecting to the second. */
export function searchOffsetSpans(zone: string, from: number, to: number): OffsetSpan[] {
  const spans: OffsetSpan[] = [];
  let spanFrom = from;
  let offset = printedOffset(from, zone);
  for (let day = from; day < to; day += STEP_MS) {
    const next = printedOffset(day + STEP_MS, zone);
    if (next === offset) continue;
    const change = bisect(day, day + STEP_MS, (instant) => printedOffset(instant, zone) === offset);
    spans.push({ from: spanFrom, to: change, offset });
    spanFrom = change;
    offset = next;
  }
  return [...spans, { from: spanFrom, to, offset }];
}

/**
 * The instant of a wall clock (the instant at which UTC shows it) by definition: the first span that shows it, or,
 * where none does, the wall clock read with the offset before the gap it lies in.
 */
export function searchInstant(spans: readonly OffsetSpan[], wallClock: number): number {
  const shown = spans.find(({ from, to, offset }) => from <= wallClock - offset && wallClock - offset < to);
  if (shown !== undefined) return wallClock - shown.offset;
  const beforeGap = spans.findLast(({ from, offset }) => from <= wallClock - offset);
  if (beforeGap === undefined) throw new Error('the wall clock lies before the first span');
  return wallClock - beforeGap.offset;
}

/** The first instant of the spans at which the date of the wall clock is `date` or, where `date` is left out, later. */
export function searchStartOfDay(spans: readonly OffsetSpan[], date: string): number {
  const midnight = Date.parse(`${date}T00:00Z`);
  const span = spans.find(({ to, offset }) => midnight < to + offset);
  if (span === undefined) throw new Error('the date lies after the last span');
  return Math.max(span.from, midnight - span.offset);
}

/** The span that contains an instant. */
export function spanAt(spans: readonly OffsetSpan[], instant: number): OffsetSpan {
  const span = spans.find(({ from, to }) => from <= instant && instant < to);
  if (span === undefined) throw new Error('the instant lies outside the spans');
  return span;
}

function bisect(low: number, high: number, isBefore: (instant: number) => boolean): number {
  while (high - low > SECOND_MS) {
    const middle = floor((low + high) / 2 / SECOND_MS) * SECOND_MS;
    if (isBefore(middle)) low = middle;
    else high = middle;
  }
  return high;
}

function print(instant: number, zone: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${zone} ${options.timeZoneName ?? ''}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    // Swedish prints ISO dates and a 24-hour clock.
    formatter = new Intl.DateTimeFormat(options.timeZoneName ? 'en-US' : 'sv-SE', options);
    formatters.set(key, formatter);
  }
  return formatter.format(instant);
}
