import type { SequencePaths } from '../../contracts/sequences/sequence-paths.ts';
import { instantOf, localTimeOf, plusDays, startOfDay } from '../time/calendar.ts';
import type { SequenceDefinition, StoredStep } from './definition.ts';
import { firstOf, hasEdge, stepMeant, waysFrom, type Way } from './graph.ts';
import { idealPlan } from './ideal-plan.ts';
import { isMessage } from './step-rules.ts';
import { afterDelay, type TimedStep } from './step-timing.ts';
import { timedStepOf, timesOf } from './timing-warnings.ts';

/** So many paths are listed. */
const MOST_PATHS = 200;

/** A step on a path, and what leads on from it. */
interface Passed {
  step: StoredStep;
  way: Way;
}

/**
 * Every path through a sequence with its times (S15), those of the first conditions first, 200 at most; all are counted. No
 * path may come round again. An outcome is taken to come at once, a fallback after its time.
 */
export function listPaths(
  definition: SequenceDefinition,
  startDate: string,
): Pick<SequencePaths, 'total' | 'paths'> {
  const { graph, steps } = definition;
  const stepOf = new Map(steps.map((step) => [step.id, step]));
  const nextOf = (step: StoredStep, { target }: Way): StoredStep | null => {
    const place = stepMeant(graph, { stepId: step.id, branchId: step.branchId, isRemoved: false }, target);
    return place === null ? null : (stepOf.get(place.stepId) ?? null);
  };
  const counts = new Map<string, bigint>();
  const countFrom = (step: StoredStep | null): bigint => {
    if (step === null) return 1n;
    const known = counts.get(step.id);
    if (known !== undefined) return known;
    const count = waysFrom(step).reduce((sum, way) => sum + countFrom(nextOf(step, way)), 0n);
    counts.set(step.id, count);
    return count;
  };
  const first = firstStep(definition, stepOf);
  const listed: Passed[][] = [];
  const list = (step: StoredStep | null, passed: Passed[]): void => {
    if (listed.length === MOST_PATHS) return;
    if (step === null) listed.push(passed);
    else for (const way of waysFrom(step)) list(nextOf(step, way), [...passed, { step, way }]);
  };
  if (first) list(first, []);
  const total = first ? countFrom(first) : 0n;
  return {
    total: total > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(total),
    paths: listed.map((path) => ({ steps: timed(definition, path, startDate) })),
  };
}

function firstStep(
  { graph }: SequenceDefinition,
  stepOf: ReadonlyMap<string, StoredStep>,
): StoredStep | null {
  const start = firstOf(graph);
  if (start === null) return null;
  const place = start.isRemoved ? stepMeant(graph, start, { kind: 'next' }) : start;
  return place === null ? null : (stepOf.get(place.stepId) ?? null);
}

/** The steps of a path with their times, people doing their part at once. */
function timed(
  { sequence }: SequenceDefinition,
  path: readonly Passed[],
  startDate: string,
): SequencePaths['paths'][number]['steps'] {
  const { zone } = sequence;
  const enrollment = { startDate, plannedFrom: startOfDay(startDate, zone) };
  const table = { enrollment, sequence: timesOf(sequence) };
  const steps: TimedStep[] = [];
  let plan = idealPlan({ ...table, steps }, (_step, ideal) => ideal?.leavesAt ?? null);
  let reached: TimedStep['reached'] = null;
  let messageAt = instantOf(startDate, '00:00', zone);
  return path.map(({ step, way }, index) => {
    steps.push({ ...timedStepOf(step), position: index + 1, reached });
    plan = idealPlan({ ...table, steps }, (_step, ideal) => ideal?.leavesAt ?? null);
    const ideal = plan.get(step.id) ?? null;
    if (ideal && isMessage(step.type)) messageAt = ideal.leavesAt;
    if (reached) reached = { ...reached, isTarget: false };
    if (hasEdge(step) && ideal) {
      const at = decidedAt(step, way, ideal.leavesAt, zone);
      reached = { at, from: Math.max(at, plusDays(messageAt, 1, zone)), isTarget: true };
    }
    return {
      stepId: step.id,
      branchId: step.branchId,
      label: step.label,
      type: step.type,
      dueAt: ideal && new Date(ideal.leavesAt).toISOString(),
      localTime: ideal && `${ideal.date} ${localTimeOf(ideal.leavesAt, zone)}`,
      outcome: way.outcome,
    };
  });
}

function decidedAt({ fallback }: StoredStep, way: Way, endedAt: number, zone: string): number {
  if (way.outcome !== 'none' || fallback === null) return endedAt;
  const { amount, unit } = fallback;
  return afterDelay({ at: endedAt, isStep: false }, { kind: 'delay', amount, unit, atTime: null }, zone);
}
