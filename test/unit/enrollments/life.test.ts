import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  daysBetween,
  instantOf,
  localDateOf,
  nextAllowed,
  plusDays,
} from '../../../domain/time/calendar.ts';
import { isHoliday } from '../../../domain/time/holidays.ts';
import { planSteps } from '../../../domain/enrollments/plan.ts';
import type { Life } from '../../support/worlds/enrollment-life.ts';
import {
  QUIET,
  TROUBLED,
  eventsOf,
  courses,
  offsetsOnly,
  play,
  turns,
  dayOf,
  type Course,
} from '../../support/worlds/enrollment-courses.ts';
import { runs } from '../../support/rows/runs.ts';

// Whole lives of random enrollments are played to their end, and what the rules promise is checked on what happened.

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LIVES = { test: 60, proof: 2_000 };

function property(arbitrary: fc.Arbitrary<Course>, check: (life: Life, course: Course) => void): void {
  fc.assert(
    fc.property(arbitrary, (course) => check(play(course), course)),
    runs(LIVES),
  );
}

describe('whole lives', () => {
  test('S4, S6: every step has its turn once, and the enrollment completes', () => {
    property(courses(eventsOf(...TROUBLED)), (life, course) => {
      expect(life.waits).toBe('finished completed');
      const stepIds = course.steps.map(({ stepId }) => stepId);
      expect(
        turns(life)
          .map(({ stepId }) => stepId)
          .sort(),
      ).toEqual(stepIds);
      expect(new Set(life.happenings.map(({ stepId, kind }) => `${stepId} ${kind}`)).size).toBe(
        life.happenings.length,
      );
    });
  });

  test('S4, S11: steps with a day of their own come in their order, one with a delay never before the step it follows', () => {
    property(courses(eventsOf(...TROUBLED)), (life, course) => {
      const placeOf = new Map(turns(life).map(({ stepId }, place) => [stepId, place]));
      const offsets = course.steps.filter(({ timing }) => timing.kind === 'offset');
      const places = offsets.map(({ stepId }) => placeOf.get(stepId)!);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      for (const { stepId, position, timing } of course.steps) {
        const previous = course.steps[position - 2];
        if (timing.kind === 'offset' || !previous) continue;
        expect(placeOf.get(stepId)).toBeGreaterThan(placeOf.get(previous.stepId)!);
        const { endedAt } = life.row(previous.stepId)!;
        expect(life.happenings.find((each) => each.stepId === stepId)!.at).toBeGreaterThanOrEqual(endedAt!);
      }
    });
  });

  test('S13, S22: nothing leaves or enters the queue outside the window, or on a holiday', () => {
    property(
      courses(eventsOf(...TROUBLED)),
      (life, { zone, window: { sendDays, windowStart, windowStop, holidays } }) => {
        const isClosed = (date: string) => holidays !== null && isHoliday(date, holidays);
        for (const { at, kind } of turns(life)) {
          if (kind === 'skipped') continue;
          expect(
            nextAllowed(at, { sendDays, start: windowStart, stop: windowStop, isClosed }, zone) - at,
          ).toBe(0);
        }
      },
    );
  });

  test('S4, S8: no offset step has its turn before its own date, or before the enrolling', () => {
    property(courses(eventsOf(...TROUBLED)), (life, { zone, startDate }) => {
      for (const { stepId, at } of turns(life)) {
        const { timing } = life.step(stepId);
        if (timing.kind !== 'offset') continue;
        const own = instantOf(addDays(startDate, timing.days), timing.sendTime, zone);
        expect(at).toBeGreaterThanOrEqual(Math.max(own, life.snapshot.enrollment.plannedFrom));
      }
    });
  });

  test('S4: two offset steps never have their turn on one local day, nor one after a message of that day', () => {
    property(courses(eventsOf(...TROUBLED)), (life, { zone }) => {
      const days = new Set<string>();
      for (const { stepId, at, kind } of turns(life)) {
        if (kind === 'skipped') continue;
        const day = localDateOf(at, zone);
        const isOffset = life.step(stepId).timing.kind === 'offset';
        if (isOffset) expect(days).not.toContain(day);
        if (isOffset || kind === 'sent') days.add(day);
      }
    });
  });

  test('S11: offset steps keep at least their planned distance in days, however late', () => {
    property(offsetsOnly(TROUBLED), (life, { zone }) => {
      const all = turns(life);
      all.slice(1).forEach(({ stepId, at }, index) => {
        const before = all[index]!;
        const distance = daysBetween(localDateOf(before.at, zone), localDateOf(at, zone));
        expect(distance).toBeGreaterThanOrEqual(dayOf(life.step(stepId)) - dayOf(life.step(before.stepId)));
      });
    });
  });

  test('S11, D8: a delay in hours lasts its time without the time that was held', () => {
    property(courses(eventsOf(...TROUBLED)), (life) => {
      for (const { stepId, at } of turns(life)) {
        const { timing, position } = life.step(stepId);
        if (timing.kind !== 'delay') continue;
        const previous = life.snapshot.steps[position - 2];
        const from = previous ? life.row(previous.stepId)!.endedAt! : life.snapshot.enrollment.plannedFrom;
        const passed = at - from - heldBetween(life, from, at);
        if (timing.unit === 'minutes' || timing.unit === 'hours') {
          const asked = timing.amount * (timing.unit === 'hours' ? HOUR_MS : 60_000);
          // A time of day counts by the minute.
          expect(passed).toBeGreaterThanOrEqual(asked - (timing.atTime ? 60_000 : 0));
        } else if (!timing.atTime) {
          const days = timing.amount * (timing.unit === 'weeks' ? 7 : 1);
          const shortest = Math.min(days * DAY_MS, plusDays(from, days, life.snapshot.sequence.zone) - from);
          // A clock change in between is an hour at most.
          expect(passed).toBeGreaterThanOrEqual(shortest - HOUR_MS);
        }
      }
    });
  });

  test('S22: only what falls on a holiday on which steps are left out is skipped, on that day or after it', () => {
    property(courses(eventsOf(...QUIET)), (life, { zone, window: { holidays } }) => {
      for (const { stepId, at, kind } of life.happenings) {
        if (kind !== 'skipped') continue;
        expect(life.row(stepId)?.skipReason).toBe('holiday');
        expect(holidays?.rule).toBe('skip');
        expect(isHoliday(localDateOf(at, zone), holidays!)).toBe(true);
      }
    });
  });

  test('S13: without hours nothing leaves at midnight that was not meant to', () => {
    property(courses(eventsOf(...QUIET)), (life, { zone, window: { windowStart, windowStop } }) => {
      if (windowStart !== null || windowStop !== null) return;
      for (const { stepId, at, kind } of turns(life)) {
        const { timing } = life.step(stepId);
        if (timing.kind !== 'offset' || kind === 'skipped') continue;
        const { plannedFrom } = life.snapshot.enrollment;
        const isAtOnce = at === plannedFrom;
        const own = instantOf(localDateOf(at, zone), timing.sendTime, zone);
        expect(isAtOnce || at === own).toBe(true);
      }
    });
  });

  test('O7: every step that has not run has a time, or waits for the one before, at any moment', () => {
    fc.assert(
      fc.property(courses(eventsOf(...TROUBLED)), (course) => {
        play(course, (snapshot, now) => {
          for (const { step, dueAt, skip } of planSteps(snapshot, now)) {
            if (step.timing.kind === 'offset') expect(dueAt ?? skip).not.toBeNull();
            const previous = snapshot.steps[step.position - 2];
            if (dueAt === null && skip === null) expect(previous).toBeDefined();
          }
        });
      }),
      runs(LIVES),
    );
  });

  test('S10: nothing has its turn while the enrollment is held', () => {
    property(courses(eventsOf(...TROUBLED)), (life) => {
      for (const { at } of life.happenings) {
        expect(heldTimesOf(life).some(([start, end]) => start < at && end > at)).toBe(false);
      }
    });
  });

  test('S4: without trouble and without a window every offset step is on time, to the second', () => {
    property(offsetsOnly(QUIET), (life, { zone, startDate }) => {
      const { plannedFrom } = life.snapshot.enrollment;
      for (const { stepId, at } of turns(life)) {
        const timing = life.step(stepId).timing as { days: number; sendTime: string };
        const own = Math.max(instantOf(addDays(startDate, timing.days), timing.sendTime, zone), plannedFrom);
        expect(at - own).toBeGreaterThanOrEqual(0);
        expect(at - own).toBeLessThanOrEqual(1_000);
      }
    });
  });

  test('Q2: whatever people send or cancel early, every step ends once and the enrollment completes', () => {
    property(courses(eventsOf(...TROUBLED, 'request', 'cancel')), (life) => {
      expect(life.waits).toBe('finished completed');
      expect(life.snapshot.executions.map(({ stepId }) => stepId).sort()).toEqual(
        life.snapshot.steps.map(({ stepId }) => stepId),
      );
      expect(
        life.snapshot.executions.every(({ status }) => status === 'done' || status === 'cancelled'),
      ).toBe(true);
      const sent = life.happenings.filter(({ kind }) => kind === 'sent').map(({ stepId }) => stepId);
      expect(new Set(sent).size).toBe(sent.length);
    });
  });
});

/** The slow way: minute by minute would do; the moments at which holds begin and end cut the time into pieces. */
function heldBetween(life: Life, from: number, to: number): number {
  const held = heldTimesOf(life);
  const cuts = [from, to, ...held.flat()].filter((cut) => cut >= from && cut <= to).sort((a, b) => a - b);
  return cuts.slice(1).reduce((sum, cut, index) => {
    const start = cuts[index]!;
    const isHeld = held.some(([begun, over]) => begun <= start && over >= cut);
    return sum + (isHeld ? cut - start : 0);
  }, 0);
}

/** When a hold held it, or all of its invoices were kept back. */
function heldTimesOf({ snapshot, keptBackTimes }: Life): (readonly [start: number, end: number])[] {
  const holds = snapshot.holds.map((hold): [number, number] => [
    hold.startedAt,
    Math.min(hold.endedAt ?? Infinity, hold.expiresAt ?? Infinity),
  ]);
  return [...holds, ...keptBackTimes];
}
