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
import { DUE_TOLERANCE_MS } from '../../../domain/time/due.ts';
import { Life } from '../../support/worlds/enrollment-life.ts';
import { onDay, snapshotOf, stepsOf } from '../../support/rows/snapshots.ts';
import {
  QUIET,
  TROUBLED,
  eventsOf,
  courses,
  offsetsOnly,
  play,
  completeAll,
  checkDecision,
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
  test('S4, S6: every step has its turn once, in the order of the sequence, and the enrollment completes', () => {
    property(courses(eventsOf(...TROUBLED)), (life, course) => {
      expect(life.waits).toBe('finished completed');
      expect(turns(life).map(({ stepId }) => stepId)).toEqual(course.steps.map(({ stepId }) => stepId));
      expect(new Set(life.happenings.map(({ stepId, kind }) => `${stepId} ${kind}`)).size).toBe(
        life.happenings.length,
      );
    });
  });

  test('S13: nothing leaves or enters the queue outside the window', () => {
    property(
      courses(eventsOf(...TROUBLED)),
      (life, { zone, window: { sendDays, windowStart, windowStop } }) => {
        for (const { at } of turns(life)) {
          expect(
            nextAllowed(at, { sendDays, start: windowStart, stop: windowStop }, zone) - at,
          ).toBeLessThanOrEqual(DUE_TOLERANCE_MS);
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
        expect(at).toBeGreaterThanOrEqual(
          Math.max(own, life.snapshot.enrollment.plannedFrom) - DUE_TOLERANCE_MS,
        );
      }
    });
  });

  test('S11: an offset step never has its turn on the local day of the one before', () => {
    property(courses(eventsOf(...TROUBLED)), (life, { zone }) => {
      const all = turns(life);
      all.slice(1).forEach(({ stepId, at }, index) => {
        if (life.step(stepId).timing.kind !== 'offset') return;
        // What a person sent or completed counts when it left, what waits for a person when it entered the queue.
        expect(daysBetween(localDateOf(all[index]!.at, zone), localDateOf(at, zone))).toBeGreaterThanOrEqual(
          1,
        );
      });
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
        const passed = at + DUE_TOLERANCE_MS - from - heldBetween(life, from, at);
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

describe('lives with edits', () => {
  const edits = fc.array(
    fc.record({
      hours: fc.integer({ min: 0, max: 150 }),
      kind: fc.constantFrom('add', 'remove', 'move', 'retime', 'settings'),
      from: fc.nat(),
      to: fc.nat(),
      day: fc.nat({ max: 30 }),
      isOutage: fc.boolean(),
    }),
    { maxLength: 8 },
  );

  test('S6: whatever is added, moved, retimed or removed, no step runs twice and the enrollment completes', () => {
    fc.assert(
      fc.property(courses(fc.constant([])), edits, (course, list) => {
        const { zone, startDate } = course;
        const plannedFrom = instantOf(startDate, course.enrolledAt, zone);
        const life = new Life(
          snapshotOf({
            steps: course.steps,
            sequence: { zone, ...course.window },
            enrollment: { startDate, plannedFrom },
          }),
        );
        life.onDecided = checkDecision;
        let added = 0;
        for (const { hours, kind, from, to, day, isOutage } of list) {
          const until = life.now + hours * HOUR_MS;
          if (isOutage) life.now = until;
          else life.passTo(until);
          if (life.directive?.kind === 'finished') break;
          const { steps: now } = life.snapshot;
          const chosen = now[from % now.length]!;
          const rest = now.filter((row) => row !== chosen);
          if (kind === 'settings') {
            life.snapshot = {
              ...life.snapshot,
              sequence: { ...life.snapshot.sequence, sendDays: [(day % 7) + 1, 3], timingEditedAt: life.now },
            };
            life.look();
          } else if (kind === 'add') {
            const fresh = { ...stepsOf(onDay(day))[0]!, stepId: `new${(added += 1)}` };
            life.edit(
              [...now.slice(0, to % (now.length + 1)), fresh, ...now.slice(to % (now.length + 1))],
              [fresh.stepId],
            );
          } else if (kind === 'remove' && rest.length > 0) {
            life.edit(rest);
          } else if (kind === 'move') {
            life.edit(
              [...rest.slice(0, to % (rest.length + 1)), chosen, ...rest.slice(to % (rest.length + 1))],
              [chosen.stepId],
            );
          } else if (kind === 'retime') {
            life.edit(
              now.map((row) => (row === chosen ? { ...row, ...onDay(day) } : row)),
              [chosen.stepId],
            );
          }
        }
        for (let round = 0; round < 40 && life.directive?.kind !== 'finished'; round++) {
          life.passTo(life.now + 20 * DAY_MS);
          completeAll(life);
        }
        expect(life.waits).toBe('finished completed');
        expect(new Set(life.happenings.map(({ stepId, kind }) => `${stepId} ${kind}`)).size).toBe(
          life.happenings.length,
        );
        const skipped = new Set(
          life.happenings.filter(({ kind }) => kind === 'skipped').map(({ stepId }) => stepId),
        );
        expect(life.happenings.some(({ stepId, kind }) => kind !== 'skipped' && skipped.has(stepId))).toBe(
          false,
        );
      }),
      runs(LIVES),
    );
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
