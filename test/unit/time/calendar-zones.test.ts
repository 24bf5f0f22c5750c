import { describe, expect, test } from '@jest/globals';
import {
  addDays,
  instantOf,
  isAllowed,
  localDateOf,
  localTimeOf,
  nextAllowed,
  plusDays,
  startOfDay,
  type SendingWindow,
} from '../../../domain/time/calendar.ts';
import {
  printedWallClock,
  searchInstant,
  searchOffsetSpans,
  searchStartOfDay,
  spanAt,
  type OffsetSpan,
} from '../../support/rows/intl-offset.ts';
import { countOf } from '../../support/rows/runs.ts';
import { SEED } from '../../../tools/testing/seed.ts';

// Every transition of every IANA zone from 2020 to 2039, and random moments, against a search over Intl.

// Looking a global up costs jest's sandbox more than the arithmetic around it.
const { floor, imul } = Math;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2020, 0, 1);
const LAST_DAY = Date.UTC(2040, 0, 1);
const MARGIN_MS = 30 * DAY_MS;
const DAYTIMES = ['00:00', '00:30', '01:30', '02:30', '09:00', '17:00', '23:59'];
const WINDOW_TIMES = [
  '00:00',
  '00:30',
  '01:30',
  '02:00',
  '02:30',
  '03:00',
  '09:00',
  '17:30',
  '23:00',
  '23:30',
];
const RANDOM_DATES = countOf({ test: 10_000, proof: 200_000 });
const RANDOM_WINDOWS = countOf({ test: 1_000, proof: 20_000 });

type ZoneHistory = { readonly zone: string; readonly spans: OffsetSpan[]; readonly changes: OffsetSpan[] };

const histories: ZoneHistory[] = Intl.supportedValuesOf('timeZone').map((zone) => {
  const spans = searchOffsetSpans(zone, FIRST_DAY - MARGIN_MS, LAST_DAY + MARGIN_MS);
  const changes = spans.slice(1).filter(({ from }) => FIRST_DAY <= from && from < LAST_DAY);
  return { zone, spans, changes };
});

describe('every clock change of every zone over twenty years, two days either side', () => {
  test('S4: the search finds hundreds of zones and thousands of changes, no two of a zone within two days', () => {
    const gaps = histories.flatMap(({ spans }) => spans.slice(1, -1).map(({ from, to }) => to - from));
    expect(histories.length).toBeGreaterThan(400);
    expect(histories.flatMap(({ changes }) => changes).length).toBeGreaterThan(4_000);
    expect(Math.min(...gaps)).toBeGreaterThan(2 * DAY_MS);
  });

  test('S4: a date and time become the instant that the search finds', () => {
    const wrong = eachChange(({ zone, spans }, change) =>
      datesAround(change.from, zone).flatMap((date) =>
        [...DAYTIMES, ...timesAround(change, spans)].flatMap((time) => {
          const expected = searchInstant(spans, Date.parse(`${date}T${time}Z`));
          return mismatch(`${zone} ${date} ${time}`, instantOf(date, time, zone), expected);
        }),
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('S4: a local day starts at the first instant that shows its date', () => {
    const wrong = eachChange(({ zone, spans }, change) =>
      datesAround(change.from, zone).flatMap((date) =>
        mismatch(`${zone} ${date}`, startOfDay(date, zone), searchStartOfDay(spans, date)),
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('S4: an instant shows the date and time that Intl prints', () => {
    const wrong = eachChange(({ zone }, { from }) =>
      [-2 * DAY_MS, -MINUTE_MS, -1, 0, 1, MINUTE_MS, 2 * DAY_MS].flatMap((distance) => {
        const instant = from + distance;
        const shown = `${localDateOf(instant, zone)} ${localTimeOf(instant, zone)}`;
        return mismatch(`${zone} ${instant}`, shown, printedWallClock(instant, zone));
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('S4: days later means the same wall clock, seconds and milliseconds kept', () => {
    const wrong = eachChange(({ zone, spans }, { from }) =>
      [-2, -1, 1, 2].flatMap((days) =>
        [-90 * MINUTE_MS, -1, 30_123, 45 * MINUTE_MS].flatMap((distance) => {
          const instant = from - days * DAY_MS + distance;
          const wallClock = instant + spanAt(spans, instant).offset + days * DAY_MS;
          const expected = searchInstant(spans, wallClock);
          return mismatch(`${zone} ${instant} + ${days} d`, plusDays(instant, days, zone), expected);
        }),
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('S13: the next allowed moment is the one that a walk minute by minute finds', () => {
    const random = randomFrom(SEED);
    const wrong = eachChange((history, { from }) =>
      compareWindow(history, from + floor((random() * 4 - 2) * DAY_MS), randomWindow(random)),
    );
    expect(wrong).toEqual([]);
  });
});

describe('random moments in random zones', () => {
  test('S4: a date and time become the instant that the search finds, and back', () => {
    const random = randomFrom(SEED + 1);
    const wrong = Array.from({ length: RANDOM_DATES }).flatMap(() => {
      const { zone, spans } = pick(histories, random);
      const wallClock = randomMinute(random);
      const [date, time] = splitWallClock(wallClock);
      const instant = instantOf(date, time, zone);
      const shown = `${localDateOf(instant, zone)} ${localTimeOf(instant, zone)}`;
      return [
        ...mismatch(`${zone} ${date} ${time}`, instant, searchInstant(spans, wallClock)),
        ...mismatch(`${zone} ${instant}`, shown, printedWallClock(instant, zone)),
      ];
    });
    expect(wrong).toEqual([]);
  });

  test('S13: the next allowed moment is the one that a walk minute by minute finds', () => {
    const random = randomFrom(SEED + 2);
    const wrong = Array.from({ length: RANDOM_WINDOWS }).flatMap(() => {
      const instant = randomMinute(random) + floor(random() * MINUTE_MS);
      return compareWindow(pick(histories, random), instant, randomWindow(random));
    });
    expect(wrong).toEqual([]);
  });
});

/** At most ten differences, to keep a failure readable. */
function eachChange(compare: (history: ZoneHistory, change: OffsetSpan) => string[]): string[] {
  return histories
    .flatMap((history) => history.changes.flatMap((change) => compare(history, change)))
    .slice(0, 10);
}

function mismatch(what: string, actual: number | string, expected: number | string): string[] {
  return actual === expected ? [] : [`${what}: ${actual}, expected ${expected} (seed ${SEED})`];
}

function compareWindow({ zone, spans }: ZoneHistory, instant: number, window: SendingWindow): string[] {
  const expected = walkToAllowed(spans, instant, window);
  const what = `${zone} ${instant} ${JSON.stringify(window)}`;
  return [
    ...mismatch(what, nextAllowed(instant, window, zone), expected),
    ...mismatch(`${what} allowed`, String(isAllowed(instant, window, zone)), String(instant === expected)),
  ];
}

function walkToAllowed(spans: readonly OffsetSpan[], instant: number, window: SendingWindow): number {
  const isOpen = readWindow(window);
  let span = spanAt(spans, instant);
  for (let next = instant; ; next = (floor(next / MINUTE_MS) + 1) * MINUTE_MS) {
    if (next >= span.to) span = spanAt(spans, next);
    const minute = floor((next + span.offset) / MINUTE_MS);
    if (isOpen(minute % 1_440, (floor(minute / 1_440) + 4) % 7)) return next;
  }
}

function readWindow({ sendDays, start, stop }: SendingWindow): (minute: number, weekday: number) => boolean {
  const opens = minuteOf(start ?? '00:00');
  const closes = minuteOf(stop ?? '24:00');
  const isSendDay = [7, 1, 2, 3, 4, 5, 6].map((day) => sendDays.length === 0 || sendDays.includes(day));
  if (opens < closes) return (minute, weekday) => opens <= minute && minute < closes && isSendDay[weekday]!;
  return (minute, weekday) =>
    (minute >= opens && isSendDay[weekday]!) || (minute < closes && isSendDay[(weekday + 6) % 7]!);
}

function minuteOf(time: string): number {
  const [hour, minute] = time.split(':').map(Number);
  return hour! * 60 + minute!;
}

function datesAround(instant: number, zone: string): string[] {
  const date = localDateOf(instant, zone);
  return [-2, -1, 0, 1, 2].map((days) => addDays(date, days));
}

/** The clock on either side of a change, a minute around both, and the middle. */
function timesAround({ from, offset }: OffsetSpan, spans: readonly OffsetSpan[]): string[] {
  const edges = [from + spanAt(spans, from - 1).offset, from + offset];
  const middle = floor((edges[0]! + edges[1]!) / 2 / MINUTE_MS) * MINUTE_MS;
  const wallClocks = edges.flatMap((edge) => [edge - MINUTE_MS, edge, edge + MINUTE_MS]);
  return [...wallClocks, middle].map((wallClock) => splitWallClock(wallClock)[1]);
}

function splitWallClock(wallClock: number): [date: string, time: string] {
  const text = new Date(wallClock).toISOString();
  return [text.slice(0, 10), text.slice(11, 16)];
}

function randomWindow(random: () => number): SendingWindow {
  const sendDays = [1, 2, 3, 4, 5, 6, 7].filter(() => random() < 0.4);
  const start = random() < 0.2 ? null : pick(WINDOW_TIMES, random);
  const stop = random() < 0.2 ? null : pick([...WINDOW_TIMES, '24:00'], random);
  return { sendDays, start, stop };
}

function randomMinute(random: () => number): number {
  return FIRST_DAY + floor((random() * (LAST_DAY - FIRST_DAY)) / MINUTE_MS) * MINUTE_MS;
}

function pick<T>(items: readonly T[], random: () => number): T {
  return items[floor(random() * items.length)]!;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
