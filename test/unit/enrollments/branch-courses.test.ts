import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '../../../domain/enrollments/decide.ts';
import { onPath } from '../../../domain/enrollments/enrollment-path.ts';
import { stepMeant, waysFrom } from '../../../domain/sequences/graph.ts';
import { placesOf, type PlannedBranches } from '../../support/rows/branching-snapshot.ts';
import { runs } from '../../support/rows/runs.ts';
import type { BranchLife } from '../../support/worlds/branch-life.ts';
import { branchGraphs, cyclesIn, play, strokes } from '../../support/worlds/branch-courses.ts';

/** So many interleavings of each kind are played: ten thousand in all. */
const COUNTS = { test: 5_000, proof: 50_000 };

const repeated = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index);
const sentOf = (life: BranchLife) =>
  life.happenings.filter(({ kind }) => kind === 'sent').map(({ stepId }) => stepId);

function expectOneWinner(life: BranchLife): void {
  expect(repeated(sentOf(life))).toEqual([]);
  expect(repeated(life.snapshot.executions.map(({ stepId }) => stepId))).toEqual([]);
  expect(repeated(life.branching.edges.map(({ stepId }) => stepId))).toEqual([]);
  // Whoever looks again finds nothing to do.
  const again = decide(life.snapshot, life.now, () => 'again');
  expect([again.executions, again.edges, again.became]).toEqual([[], [], []]);
}

describe('S15: an edge has one winner and no step runs twice', () => {
  test('whatever outcomes, fallbacks, marks, moves, pauses and acts of people come in whatever order', () => {
    const course = strokes(
      'outcome',
      'unjudged',
      'mark',
      'complete',
      'completeAs',
      'cancel',
      'moveOn',
      'hold',
      'resume',
      'outage',
      'refuse',
      'stop',
    );
    fc.assert(
      fc.property(branchGraphs('forward'), course, (branches, list) => {
        const life = play(branches, list);
        expectOneWinner(life);
        // Everything that ran stands on the path that the decisions make.
        const path = new Set(onPath(life.snapshot).steps.map(({ stepId }) => stepId));
        expect(life.happenings.filter(({ stepId }) => !path.has(stepId))).toEqual([]);
      }),
      runs(COUNTS),
    );
  });

  test('also while branches, conditions and steps are edited under it', () => {
    const course = strokes(
      'outcome',
      'unjudged',
      'mark',
      'complete',
      'completeAs',
      'cancel',
      'moveOn',
      'hold',
      'resume',
      'rewire',
      'rewire',
      'remove',
      'move',
    );
    fc.assert(
      fc.property(branchGraphs('forward'), course, (branches, list) => {
        expectOneWinner(play(branches, list));
      }),
      runs(COUNTS),
    );
  });

  test('no outcome that was known in time is passed over, and the fallback decides at its moment', () => {
    const course = strokes('outcome', 'moveOn', 'outage', 'pass');
    fc.assert(
      fc.property(branchGraphs('forward'), course, (branches, list) => {
        const life = play(branches, list);
        for (const edge of life.branching.edges) {
          const place = life.branching.places.find(({ stepId }) => stepId === edge.stepId)!;
          const row = life.row(edge.stepId)!;
          if (row.type !== 'email' || edge.decidedBy === 'move_now' || edge.decidedAt === null) continue;
          const told = life.branching.events.filter(
            (event) =>
              place.conditions.some(({ outcome }) => outcome === event.outcome) &&
              (event.stepExecutionId === row.stepExecutionId ||
                (!event.isHit && event.occurredAt >= edge.openedAt)),
          );
          // Nothing that was known before, and had happened in time, was passed over.
          const { openedAt, decidedAt, fallbackAt } = edge;
          const passedOver = told.filter(
            ({ judgedAt, occurredAt }) =>
              judgedAt! >= openedAt && judgedAt! < decidedAt! && occurredAt < (fallbackAt ?? Infinity),
          );
          expect(passedOver).toEqual([]);
          const isOutcome = edge.decidedBy === 'outcome';
          expect(isOutcome).toBe(edge.outcome !== null);
          if (isOutcome) expect(told.map(({ outcome }) => outcome)).toContain(edge.outcome);
          else expect(edge.decidedBy === 'skipped' || decidedAt === (fallbackAt ?? openedAt)).toBe(true);
        }
      }),
      runs({ test: 1_000, proof: 10_000 }),
    );
  });
});

describe('S7: graphs', () => {
  test('are refused exactly when a path can come round again', () => {
    fc.assert(
      fc.property(branchGraphs('any'), (branches) => {
        expect(cyclesIn(branches).length > 0).toBe(comesRound(branches));
      }),
      runs({ test: 3_000, proof: 30_000 }),
    );
  });

  test('the path is named', () => {
    const step = {};
    const branches: PlannedBranches = {
      main: [
        { stepId: 'a', step },
        { stepId: 'b', step, when: { clicked: 'warm' }, none: '1 days -> end' },
      ],
      warm: [{ stepId: 'w', step, when: { clicked: 'a' }, none: '1 days -> end' }],
    };
    expect(cyclesIn(branches)).toEqual(['comes round again: 1 > 2 > warm 1 > 1']);
  });
});

/** Walks every way from every step, and says whether one meets a step twice: plain and slow. */
function comesRound(branches: PlannedBranches): boolean {
  const places = placesOf(branches);
  const graph = { branchIds: Object.keys(branches), places };
  const walk = (stepId: string, met: readonly string[]): boolean => {
    if (met.includes(stepId)) return true;
    const place = places.find((each) => each.stepId === stepId)!;
    return waysFrom(place).some(({ target }) => {
      const next = stepMeant(graph, place, target);
      return next !== null && walk(next.stepId, [...met, stepId]);
    });
  };
  return places.some(({ stepId }) => walk(stepId, []));
}
