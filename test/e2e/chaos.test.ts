import { expect, it } from '@jest/globals';
import { CRASH_POINTS, type Phase } from '../../tools/chaos/crash-points.ts';
import type { Round } from '../../tools/chaos/run.ts';
import { countOf } from '../support/rows/runs.ts';
import { CHAOS_TIMEOUT_MS, useChaos } from '../support/worlds/small-chaos.ts';

/** Of three steps each. */
const ENROLLMENTS = countOf({ test: 20, proof: 60 });

/** The six phases of D1, once each. */
const PHASES: Phase[] = [
  'before connect',
  'after AUTH',
  'after 354, marked',
  'in the body',
  'after the final dot, before the reply',
  'after the reply, before the commit',
];

const kill = (phase: Phase): Round => ({
  blow: 'kill',
  point: CRASH_POINTS.find((point) => point.phase === phase)!,
});

const run = useChaos();

it(
  'D1: killed in every phase of a send, each recipient has exactly one mail once a person has answered what is uncertain',
  async () => {
    const result = await run({ enrollments: ENROLLMENTS, rounds: PHASES.map(kill) });
    const sent = 3 * ENROLLMENTS;
    const good = {
      kills: 6,
      sent,
      copies: ENROLLMENTS,
      duplicates: 0,
      lost: 0,
      uncertain: 0,
      unsettled: 0,
      open: 0,
    };
    expect(result).toMatchObject(good);
    expect(PHASES.filter((phase) => !result.killedAt.get(phase))).toEqual([]);
    expect(result.refusedAnswers).toEqual([]);
  },
  CHAOS_TIMEOUT_MS,
);
