import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { instantOf } from '../../../domain/time/calendar.ts';
import { checkDecision, completeAll, courses } from '../../support/worlds/enrollment-courses.ts';
import { Life } from '../../support/worlds/enrollment-life.ts';
import { onDay, snapshotOf, stepsOf } from '../../support/rows/snapshots.ts';
import { runs } from '../../support/rows/runs.ts';

// Whole lives of random enrollments whose sequences are edited while they run.

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LIVES = { test: 60, proof: 2_000 };

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
