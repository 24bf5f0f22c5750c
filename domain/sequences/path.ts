import type { Target } from '../../contracts/sequences/branches.ts';
import { behind, firstOf, placeOf, type Graph, type Place } from './graph.ts';

/** How an enrollment passes the steps of a sequence. */
export interface Passing<P extends Place> {
  /** Where it went behind a step, and when; null: nothing was decided there. */
  decisionAt: (place: P) => { target: Target; at: number } | null;
  /** Whether an outcome of the step, or the step itself, is still to come before it is known what follows. */
  isWaitedFor: (place: P) => boolean;
}

/** A step on a path; `reachedAt`: when the last decision before it was made, null: none was. */
export interface PathStep<P extends Place> {
  place: P;
  reachedAt: number | null;
  /** The first behind a decision. */
  isTarget: boolean;
}

/** The path of an enrollment, as far as it is known; what follows the step it waits for is not. */
export interface Path<P extends Place> {
  steps: PathStep<P>[];
  /** Null: the path is known to its end. */
  waitsFor: P | null;
}

/**
 * Walks from the first step of `main` through the decisions made so far (S15). A removed step is passed by its decision,
 * or by; a step is met once, so that the walk ends.
 */
export function walkPath<P extends Place>(graph: Graph<P>, { decisionAt, isWaitedFor }: Passing<P>): Path<P> {
  const steps: PathStep<P>[] = [];
  const met = new Set<string>();
  let reachedAt: number | null = null;
  let isTarget = false;
  for (let place = firstOf(graph); place !== null && !met.has(place.stepId);) {
    met.add(place.stepId);
    if (!place.isRemoved) {
      steps.push({ place, reachedAt, isTarget });
      isTarget = false;
    }
    const decision = decisionAt(place);
    if (decision === null && !place.isRemoved && isWaitedFor(place)) return { steps, waitsFor: place };
    if (decision !== null) {
      reachedAt = decision.at;
      isTarget = true;
    }
    place = decision === null ? behind(graph, place) : placeOf(graph, place, decision.target);
  }
  return { steps, waitsFor: null };
}
