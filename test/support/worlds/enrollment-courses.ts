import fc from 'fast-check';
import { instantOf } from '../../../domain/time/calendar.ts';
import { decide } from '../../../domain/enrollments/decide.ts';
import type { EnrollmentSnapshot, PlanStep } from '../../../domain/enrollments/snapshot.ts';
import { ENGLISH_HOLIDAYS } from '../rows/holidays.ts';
import type { HolidayCalendar } from '../../../contracts/sequences/holiday-calendar.ts';
import { Life, written, type Happening } from './enrollment-life.ts';
import { after, byHand, onDay, snapshotOf, stepsOf } from '../rows/snapshots.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A random life to be played. */
export interface Course {
  steps: PlanStep[];
  zone: string;
  startDate: string;
  enrolledAt: string;
  window: {
    sendDays: number[];
    windowStart: string | null;
    windowStop: string | null;
    holidays: HolidayCalendar | null;
  };
  events: Event[];
}

type Event = { hours: number } & (
  | { kind: 'pass' | 'outage' | 'pause' | 'resume' | 'complete' | 'refuse' | 'dispute' }
  | { kind: 'hold' | 'promise'; forHours: number }
  | { kind: 'request' | 'cancel'; step: number }
);

const time = fc.constantFrom('00:00', '01:30', '02:30', '09:00', '16:45', '23:30');

/** Every day, all day. */
export const NO_WINDOW = fc.constant<Course['window']>({
  sendDays: [],
  windowStart: null,
  windowStop: null,
  holidays: null,
});

const window: fc.Arbitrary<Course['window']> = fc.oneof(
  NO_WINDOW,
  fc.record({
    sendDays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
    windowStart: fc.constantFrom(null, '00:30', '08:00', '09:00', '22:00'),
    windowStop: fc.constantFrom(null, '02:00', '10:00', '17:00', '24:00'),
    // Around Easter, Good Friday to Easter Monday.
    holidays: fc.constantFrom<HolidayCalendar | null>(null, ENGLISH_HOLIDAYS, {
      ...ENGLISH_HOLIDAYS,
      rule: 'skip',
    }),
  }),
);

const delay = fc
  .record({
    amount: fc.nat({ max: 5 }),
    unit: fc.constantFrom('minutes', 'hours', 'days', 'weeks'),
    atTime: fc.option(time, { nil: undefined }),
  })
  .map(({ amount, unit, atTime }) => after(`${amount} ${unit}`, atTime ? { atTime } : {}));

const offset = fc.record({ gap: fc.integer({ min: 1, max: 9 }), sendTime: time });

/** Days of offsets increase, as activation demands. */
const steps = fc
  .tuple(
    fc.array(
      fc.tuple(fc.oneof({ arbitrary: offset, weight: 3 }, { arbitrary: delay, weight: 2 }), fc.boolean()),
      { minLength: 1, maxLength: 6 },
    ),
    fc.nat({ max: 2 }),
  )
  .map(([list, first]) => {
    let day = first - 1;
    return stepsOf(
      ...list.map(([timing, isManual]) => {
        const step = 'gap' in timing ? onDay((day += timing.gap), { sendTime: timing.sendTime }) : timing;
        return isManual ? byHand(step) : step;
      }),
    );
  });

/** Lists of events of some kinds. */
export function eventsOf(...kinds: string[]) {
  const hours = fc.integer({ min: 0, max: 200 });
  const simple = fc.record({
    kind: fc.constantFrom('pass', 'outage', 'pause', 'resume', 'complete', 'refuse', 'dispute'),
    hours,
  });
  const forHours = fc.integer({ min: 1, max: 300 });
  const hold = fc.record({ kind: fc.constantFrom('hold', 'promise'), hours, forHours });
  const early = fc.record({ kind: fc.constantFrom('request', 'cancel'), hours, step: fc.nat({ max: 5 }) });
  return fc.array(
    fc.oneof(simple, hold, early).filter(({ kind }) => kinds.includes(kind)),
    { maxLength: 12 },
  ) as fc.Arbitrary<Event[]>;
}

/** Courses in zones and seasons with clock changes. */
export function courses(
  events: fc.Arbitrary<Event[]>,
  windows: fc.Arbitrary<Course['window']> = window,
): fc.Arbitrary<Course> {
  return fc.record({
    steps,
    zone: fc.constantFrom(
      'UTC',
      'America/New_York',
      'Europe/Berlin',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      'America/Santiago',
    ),
    startDate: fc.constantFrom(
      '2026-03-02',
      '2026-03-07',
      '2026-03-27',
      '2026-04-03',
      '2026-09-05',
      '2026-10-23',
      '2026-10-31',
    ),
    enrolledAt: time,
    window: windows,
    events,
  });
}

/** Kinds of events in which everybody does their part. */
export const QUIET = ['pass', 'complete'];
/** Kinds of events in which pauses, holds, outages and refusals come between. */
export const TROUBLED = [
  ...QUIET,
  'outage',
  'pause',
  'resume',
  'refuse',
  'hold',
  // Of every open invoice.
  'promise',
  'dispute',
];

/** Courses in which every step has its own day, and every day is allowed. */
export function offsetsOnly(events: string[]): fc.Arbitrary<Course> {
  return courses(eventsOf(...events), NO_WINDOW).filter((course) =>
    course.steps.every((step) => step.timing.kind === 'offset'),
  );
}

/** The offset of a step, in days. */
export function dayOf({ timing }: PlanStep): number {
  return timing.kind === 'offset' ? timing.days : NaN;
}

/** Plays a course to its end: people act on what is left, holds end, and time passes until nothing is open. */
export function play(course: Course, look?: (snapshot: EnrollmentSnapshot, now: number) => void): Life {
  const { zone, startDate, enrolledAt } = course;
  const plannedFrom = instantOf(startDate, enrolledAt, zone);
  const life = new Life(
    snapshotOf({
      steps: course.steps,
      sequence: { zone, ...course.window },
      enrollment: { startDate, plannedFrom },
    }),
  );
  life.onDecided = (before, now, decision) => {
    checkDecision(before, now, decision);
    look?.(before, now);
  };
  const taken = life.send;
  life.look();
  for (const event of course.events) {
    if (life.directive?.kind === 'finished') break;
    const until = life.now + event.hours * HOUR_MS;
    if (event.kind === 'outage') life.sleepTo(until);
    else life.passTo(until);
    switch (event.kind) {
      case 'pause':
        life.hold();
        break;
      case 'hold':
        life.hold({
          scope: 'customer',
          kind: 'out_of_office',
          expiresAt: life.now + event.forHours * HOUR_MS,
        });
        break;
      case 'promise':
        life.keepBack(life.now + event.forHours * HOUR_MS);
        break;
      case 'dispute':
        life.keepBack();
        break;
      case 'resume':
        life.resume();
        break;
      case 'complete':
        completeAll(life);
        break;
      case 'request':
      case 'cancel':
        actEarly(life, event.kind, course.steps[event.step % course.steps.length]!.stepId);
        break;
      case 'refuse': {
        const end = life.now + 30 * HOUR_MS;
        life.send = (row, now) =>
          now < end
            ? {
                status: 'planned',
                readyAt: row.readyAt ?? now,
                heldReason: 'retrying',
                heldUntil: now + HOUR_MS,
              }
            : taken(row, now);
        break;
      }
      default:
    }
  }
  life.resume();
  for (let round = 0; round < 40 && life.directive?.kind !== 'finished'; round++) {
    life.passTo(life.now + 20 * DAY_MS);
    completeAll(life);
  }
  return life;
}

/** People complete everything that waits for them. */
export function completeAll(life: Life): void {
  for (const { stepId, status } of life.snapshot.executions) if (status === 'ready') life.complete(stepId);
}

function actEarly(life: Life, kind: 'request' | 'cancel', stepId: string): void {
  const row = life.row(stepId);
  if (life.directive?.kind === 'finished' || (row && row.status !== 'planned')) return;
  if (kind === 'cancel') {
    life.change(stepId, { status: 'cancelled', endedAt: life.now });
    life.look();
  } else if (!life.step(stepId).isManual) {
    life.request(stepId);
  }
}

/** Pure, idempotent, and it makes progress: a wait is never over when it begins. */
export function checkDecision(
  before: EnrollmentSnapshot,
  now: number,
  decision: ReturnType<typeof decide>,
): void {
  const ids = decision.executions
    .map((row) => row.stepExecutionId)
    .filter((id) => !before.executions.some((row) => row.stepExecutionId === id));
  const again = [...ids];
  if (JSON.stringify(decide(before, now, () => again.shift()!)) !== JSON.stringify(decision))
    throw new Error('not pure');
  const { directive } = decision;
  if (directive.kind === 'finished') return;
  const second = decide(written(before, decision), now, () => 'unexpected');
  if (second.executions.length > 0) throw new Error(`writes again: ${JSON.stringify(second.executions)}`);
  if (JSON.stringify(second.directive) !== JSON.stringify(directive))
    throw new Error('another directive the second time');
  if (directive.kind === 'wait' && directive.until !== null && directive.until <= now)
    throw new Error('no progress');
}

/** What left or entered the queue, in time. */
export function turns(life: Life): Happening[] {
  const first = new Map<string, Happening>();
  for (const happening of life.happenings)
    if (!first.has(happening.stepId)) first.set(happening.stepId, happening);
  return [...first.values()];
}
